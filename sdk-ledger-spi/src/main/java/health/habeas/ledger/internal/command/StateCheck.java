// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Finality;
import health.habeas.ledger.StateAudit;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.LogState;
import java.time.Instant;
import java.util.Arrays;

/**
 * Replays the states of a log's maps. It takes the entries once more, after they were found to be the tree's, and only if some
 * of them are states: 98 bytes of memory an entry. One thread at a time.
 */
final class StateCheck {
  private final FsckOptions options;
  private final FsckReport report;
  private final StateAudit audit;
  private long position;
  private long untrue;

  /** A replay from the first entry on, of the log of an origin. */
  StateCheck(FsckOptions options, String origin, FsckReport report) {
    this.options = options;
    this.report = report;
    this.audit = new StateAudit(origin, options.endedBefore(), this::told);
  }

  /** Whether an entry states the maps of its log. */
  static boolean isState(byte[] entry) {
    return entry.length >= EntryId.SIZE_BYTES
        && LogState.isReserved(Arrays.copyOf(entry, EntryId.SIZE_BYTES));
  }

  /** The next entry. */
  void accept(byte[] entry) {
    audit.accept(new StoredEntry(position, Instant.EPOCH, Finality.FINAL, Entry.parse(entry)));
    position++;
  }

  private void told(LedgerException.Integrity why) {
    untrue++;
    report.fault("entry " + position, why);
  }

  /** After the last entry. */
  void end() {
    audit
        .newest()
        .ifPresent(size -> report.note("states of the log's maps that its entries make: "
            + audit.states() + ", the newest of " + size + " entries"));
    if (untrue > 0 && options.ends().isEmpty()) {
      report.note(
          "a log that continues another has states of that one, too: give its last head, --end=FILE");
    }
  }
}
