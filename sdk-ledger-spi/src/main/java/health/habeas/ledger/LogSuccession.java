// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.LogEnd;
import health.habeas.ledger.proof.TreeHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The operator's side of a succession: fills the log that goes on in place of one that ended. */
public final class LogSuccession {
  private static final String LABEL = "habeas/entry/log-succession/1\n";
  private static final int PAGE = 1024;

  private LogSuccession() {}

  /**
   * Copies the entries that the end covers, and adds one that names the end. The successor may be given to clients when this
   * returns; a copy that was cut off goes on when it is repeated.
   *
   * @param entries a ledger that still has what the end covers: the former, or a restored copy; what it says is verified
   * @param end the former's last head
   * @param successor of this process, and empty, or filled up to somewhere by this method
   * @throws LedgerException HBS-6323 if the entries do not make the end's root; the successor is then good for nothing
   */
  public static void begin(Ledger entries, LogEnd end, Ledger successor) {
    Checkpoint last = end.head().claimed();
    VerifiableLedger next = local(end, successor);
    long size = next.head().claimed().size();
    while (size < last.size()) {
      int max = (int) Math.min(PAGE, last.size() - size);
      List<Entry> page = new ArrayList<>();
      entries.read(size, max).forEach(stored -> page.add(stored.entry()));
      if (page.isEmpty()) {
        throw invalid("the ledger does not show all entries that the end covers");
      }
      next.copy(page).forEach(Outcome::orThrow);
      size = next.head().claimed().size();
    }
    boolean isSame = next.consistency(last.size(), size)
        .proves(last.root(), next.head().claimed().root());
    if (!isSame) {
      throw invalid("the entries do not make the root of the end");
    }
    next.append(entry(last)).orThrow();
  }

  private static VerifiableLedger local(LogEnd end, Ledger successor) {
    if (successor instanceof VerifiableLedger next
        && end.successor().equals(next.verifier().key().toString())) {
      return next;
    }
    throw invalid("the end names another successor, or its key is not in this process");
  }

  /** The successor's first entry of its own, which is the same whoever makes it. */
  static Entry entry(Checkpoint end) {
    byte[] text = end.text().getBytes(StandardCharsets.UTF_8);
    byte[] id =
        TreeHash.leaf((LABEL + end.text()).getBytes(StandardCharsets.UTF_8)).bytes();
    return new Entry(EntryId.of(id), TreeHash.leaf(text).bytes());
  }

  private static LedgerException invalid(String what) {
    return new LedgerException.Integrity(LedgerErrorCode.SUCCESSION_INVALID, what);
  }
}
