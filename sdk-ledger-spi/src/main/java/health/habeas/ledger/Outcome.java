// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerException;
import java.util.Optional;

/**
 * What became of one entry. There are four cases, and the fourth is the important one: what may have been recorded is
 * never reported as failed. Immutable.
 */
public sealed interface Outcome {
  /**
   * Recorded now.
   *
   * @param receipt where
   */
  record Acked(LedgerReceipt receipt) implements Outcome {}

  /**
   * The same id with the same leaf was recorded before.
   *
   * @param receipt where, as it was told the first time
   */
  record Duplicate(LedgerReceipt receipt) implements Outcome {}

  /**
   * Certainly not recorded by this call.
   *
   * @param error why, and whether to try again
   */
  record Rejected(LedgerException error) implements Outcome {}

  /**
   * Perhaps recorded. {@link Ledger#find} or the same append again settles it.
   *
   * @param id the entry in doubt
   * @param cause what kept the answer away
   */
  record InDoubt(EntryId id, LedgerException cause) implements Outcome {}

  /** The receipt, if the entry is known to be recorded. */
  default Optional<LedgerReceipt> recorded() {
    if (this instanceof Acked acked) {
      return Optional.of(acked.receipt());
    }
    return this instanceof Duplicate duplicate
        ? Optional.of(duplicate.receipt())
        : Optional.empty();
  }

  /** The receipt of a recorded entry; raises the error of one that is rejected or in doubt. */
  default LedgerReceipt orThrow() {
    if (this instanceof Rejected rejected) {
      throw rejected.error();
    }
    if (this instanceof InDoubt inDoubt) {
      throw inDoubt.cause();
    }
    return recorded().orElseThrow();
  }
}
