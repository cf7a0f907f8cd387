// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.MerkleFrontier;
import health.habeas.ledger.proof.SignedCheckpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole log, entry by entry, and believes nothing that its signed head does not cover.
 *
 * <p>Guarantee: the sink gets each entry once, in order of position, and only after the root over everything read equals
 * that of a head that the log signed; so a ledger can't leave out, alter or reorder an entry for this reader without
 * signing it. Limit: what is new since the last call is held in memory until it is verified. Thread-safe.
 */
public final class LogFollower {
  private static final int PAGE = 1024;

  private final LogVerifier verifier;
  private final Consumer<StoredEntry> sink;
  private MerkleFrontier frontier = new MerkleFrontier();
  private @Nullable SignedCheckpoint followed;

  /**
   * A follower that begins at position 0.
   *
   * @param verifier trust in the log
   * @param sink what gets the verified entries
   */
  public LogFollower(LogVerifier verifier, Consumer<StoredEntry> sink) {
    this.verifier = verifier;
    this.sink = sink;
  }

  /**
   * Reads up to the ledger's head, verifies, hands the new entries to the sink, and returns the head.
   *
   * @param ledger whose log is this one
   */
  public synchronized Checkpoint follow(Ledger ledger) {
    SignedCheckpoint signed = ledger.head();
    if (signed.equals(followed)) {
      return signed.claimed(); // verified before, to the last bit
    }
    Checkpoint head = verifier.verify(signed);
    if (head.size() < frontier.size()) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.ROLLED_BACK,
          "the log " + verifier.origin() + " shows fewer entries than were read before");
    }
    MerkleFrontier next = frontier.copy();
    List<StoredEntry> fresh = read(ledger, next, head.size());
    if (!next.root().equals(head.root())) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.FORKED,
          "the entries of the log " + verifier.origin() + " do not make the root that it signed");
    }
    fresh.forEach(sink);
    frontier = next;
    followed = signed;
    return head;
  }

  private static List<StoredEntry> read(Ledger ledger, MerkleFrontier next, long size) {
    List<StoredEntry> fresh = new ArrayList<>();
    while (next.size() < size) {
      int max = (int) Math.min(PAGE, size - next.size());
      List<StoredEntry> page = ledger.read(next.size(), max);
      if (page.isEmpty() || page.size() > max) {
        throw new LedgerException.Integrity(
            LedgerErrorCode.ROLLED_BACK,
            "the ledger does not show the entries that its head covers");
      }
      for (StoredEntry stored : page) {
        // The root proves what is where; a backend that says otherwise would hide an entry from its
        // readers.
        if (stored.position() != next.size()) {
          throw new LedgerException.Integrity(
              LedgerErrorCode.MISPLACED,
              "the ledger gives an entry another position than its place in the log");
        }
        next.add(stored.entry().treeHash());
      }
      fresh.addAll(page);
    }
    return fresh;
  }
}
