// SPDX-License-Identifier: Apache-2.0

/**
 * What can go wrong with a ledger, as one sealed family with stable codes HBS-6nnn. Catch
 * {@link health.habeas.ledger.error.LedgerException.Retryable} to try again; never catch
 * {@link health.habeas.ledger.error.LedgerException.Integrity} to go on. A refused append is not thrown: it is the value
 * {@code Outcome.Rejected}.
 */
@NullMarked
package health.habeas.ledger.error;

import org.jspecify.annotations.NullMarked;
