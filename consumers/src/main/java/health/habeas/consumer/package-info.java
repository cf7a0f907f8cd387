// SPDX-License-Identifier: Apache-2.0

/** A program such as a vendor writes, built against the published jars. */
@NullMarked
package health.habeas.consumer;

import org.jspecify.annotations.NullMarked;
