// SPDX-License-Identifier: Apache-2.0

/**
 * Bytes from strangers, for as long as one likes: {@code ./mvnw -q -Pfuzz}. Without the profile each target runs over its
 * seeds only, and over whatever it once found.
 */
@NullMarked
package health.habeas.fuzz;

import org.jspecify.annotations.NullMarked;
