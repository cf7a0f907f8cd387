// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.trust;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.ForkProof;
import health.habeas.ledger.proof.NoteKey;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TreeHash;
import java.util.List;
import java.util.Optional;

/** Turns a log's own answers into the proof that two of its heads contradict each other. */
final class Contradiction {
  private Contradiction() {}

  /** The proof, or empty if the two are consistent, or the ledger does not show what the larger head covers. */
  static Optional<ForkProof> between(
      Ledger ledger, SignedCheckpoint smaller, SignedCheckpoint larger) {
    NoteKey key = ledger.verifier().key();
    long from = smaller.claimed().size();
    long to = larger.claimed().size();
    try {
      return Optional.of(
          from == to
              ? ForkProof.of(key, smaller, larger)
              : new ForkProof(
                  key,
                  smaller,
                  larger,
                  rootWithin(ledger, from).orElse(TreeHash.empty()),
                  ledger.consistency(from, to)));
    } catch (LedgerException e) {
      return Optional.empty(); // what was wrong before stays wrong
    }
  }

  /** The root that the ledger's tree has at a size: its last leaf and that leaf's path make it. */
  private static Optional<TreeHash> rootWithin(Ledger ledger, long size) {
    List<StoredEntry> last = ledger.read(size - 1, 1);
    return last.isEmpty()
        ? Optional.empty()
        : ledger.inclusion(size - 1, size).root(last.get(0).entry().treeHash());
  }
}
