// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TreeHash;

/**
 * The largest head of a log that this client has verified: moves forward only, and only along consistency proofs.
 *
 * <p>Guarantee: a smaller head is refused as a rollback, another root of the same size as a fork. Keep
 * {@link #checkpoint()} between runs, and begin the next run with it; {@link health.habeas.ledger.trust.LedgerTrust} does
 * that, wants witnesses, and keeps the proof of a fork. Thread-safe.
 */
public final class TrustedHead {
  private final LogVerifier verifier;
  private Checkpoint newest;

  private TrustedHead(LogVerifier verifier, Checkpoint newest) {
    this.verifier = verifier;
    this.newest = newest;
  }

  /**
   * A client that has seen nothing of the log yet.
   *
   * @param verifier trust in the log
   */
  public static TrustedHead first(LogVerifier verifier) {
    return new TrustedHead(verifier, Checkpoint.of(verifier.origin(), 0, TreeHash.empty()));
  }

  /**
   * A client that goes on from a head that it kept.
   *
   * @param verifier trust in the log
   * @param kept the head, verified again here
   */
  public static TrustedHead resume(LogVerifier verifier, SignedCheckpoint kept) {
    return new TrustedHead(verifier, verifier.verify(kept));
  }

  /** The largest verified head; the empty tree before the first. */
  public synchronized Checkpoint checkpoint() {
    return newest;
  }

  /**
   * Moves to a new head, and returns it.
   *
   * @param head from anywhere
   * @param proof from the size of {@link #checkpoint()} to that of the head
   */
  public synchronized Checkpoint advance(SignedCheckpoint head, ConsistencyProof proof) {
    if (verifier.verify(head).size() < newest.size()) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.ROLLED_BACK,
          "the log " + verifier.origin() + " shows fewer entries than it signed before");
    }
    newest = verifier.verify(newest, head, proof);
    return newest;
  }

  /**
   * Asks a ledger for its head and the proof, and moves to it.
   *
   * @param ledger whose log is this one
   */
  public synchronized Checkpoint advance(Ledger ledger) {
    SignedCheckpoint head = ledger.head();
    long from = Math.min(newest.size(), head.claimed().size());
    return advance(head, ledger.consistency(from, head.claimed().size()));
  }
}
