// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import java.time.Instant;

/**
 * An entry as the log holds it. Immutable.
 *
 * @param position its place in the log, from 0; the only order there is
 * @param time when it was recorded; informative, never decreasing within a ledger
 * @param finality how settled it is
 * @param entry what the client appended
 */
public record StoredEntry(long position, Instant time, Finality finality, Entry entry) {
  /** The receipt that the client got for it. */
  public LedgerReceipt receipt() {
    return new LedgerReceipt(entry.id(), position, time, finality);
  }
}
