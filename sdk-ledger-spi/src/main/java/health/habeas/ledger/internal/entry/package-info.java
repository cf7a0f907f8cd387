// SPDX-License-Identifier: Apache-2.0

/**
 * Internal: not exported, may change at any time. What the two built-in backends share: the index from entry ids to
 * positions, and subscriptions that read by demand.
 */
@NullMarked
package health.habeas.ledger.internal.entry;

import org.jspecify.annotations.NullMarked;
