// SPDX-License-Identifier: Apache-2.0

/** Internal: not exported, may change at any time. The backend {@code memory:}, which forgets everything on close. */
@NullMarked
package health.habeas.ledger.internal.memory;

import org.jspecify.annotations.NullMarked;
