// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.IntegrityException;
import health.habeas.error.StorageException;
import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerReceipt;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import java.util.Optional;

/** Puts entries into the ledger exactly once, and brings verified proofs of them. Thread-safe. */
final class Anchors {
  private static final int TRIES = 3;

  private final Ledger ledger;

  Anchors(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Appends, or finds that it is there already. In doubt is retried with the same id, and never reported as failed. */
  LedgerReceipt append(byte[] id, byte[] leaf) {
    Entry entry = new Entry(EntryId.of(id), leaf);
    Outcome outcome = ledger.append(entry);
    for (int tried = 1; tried < TRIES && outcome instanceof Outcome.InDoubt; tried++) {
      outcome = ledger.append(entry);
    }
    if (outcome instanceof Outcome.Acked acked) {
      return acked.receipt();
    }
    if (outcome instanceof Outcome.Duplicate duplicate) {
      return duplicate.receipt();
    }
    if (outcome instanceof Outcome.Rejected rejected) {
      throw new StorageException(
          ErrorCode.LEDGER_REJECTED, "the ledger refused an entry", rejected.error());
    }
    throw new StorageException(
        ErrorCode.LEDGER_IN_DOUBT, "the ledger did not say whether it recorded the entry");
  }

  Optional<StoredEntry> find(byte[] id) {
    return ledger.find(EntryId.of(id));
  }

  /** The proof that an entry is in the log, verified as the ledger's client demands before it is returned. */
  InclusionBundle prove(Entry entry) {
    StoredEntry stored = ledger
        .find(entry.id())
        .orElseThrow(() -> new IntegrityException(
            ErrorCode.RECEIPT_UNPROVEN, "the ledger lost an entry that it acknowledged"));
    InclusionBundle bundle = ledger.prove(stored.position());
    ledger.verify(bundle);
    if (!bundle.entry().equals(entry)) {
      throw new IntegrityException(
          ErrorCode.RECEIPT_UNPROVEN, "the ledger proves another entry than was asked for");
    }
    return bundle;
  }
}
