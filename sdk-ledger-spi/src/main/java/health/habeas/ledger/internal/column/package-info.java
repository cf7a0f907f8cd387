// SPDX-License-Identifier: Apache-2.0

/** Internal: not exported, may change at any time. Compact storage for millions of fixed-size values. */
@NullMarked
package health.habeas.ledger.internal.column;

import org.jspecify.annotations.NullMarked;
