// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.NoteKey;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TreeHash;

/**
 * Trust in one log: its origin and its public key. Verifies what the log, or anybody in between, hands out.
 *
 * <p>Guarantee: what these methods return was signed by the log's key, or follows from it by hashes; everything else
 * raises {@link LedgerException.Integrity}. Pure: no clock, no network. Not checked here: that the log does not show another
 * head to somebody else; that is what witnesses are for. Immutable.
 *
 * @param origin the first line of the log's checkpoints
 * @param key the log's public key
 */
public record LogVerifier(String origin, NoteKey key) {
  /**
   * Trust in a log whose key bears its origin's name.
   *
   * @param verifierKey the text {@code origin+id+key}
   */
  public static LogVerifier parse(String verifierKey) {
    NoteKey key = NoteKey.parse(verifierKey);
    return new LogVerifier(key.name(), key);
  }

  /**
   * The checkpoint, if this log signed it.
   *
   * @param head from anywhere
   */
  public Checkpoint verify(SignedCheckpoint head) {
    Checkpoint claimed = head.claimed();
    if (!claimed.origin().equals(origin) || !key.signed(head.note())) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.CHECKPOINT_UNTRUSTED,
          "a checkpoint is not signed by the key of the log " + origin);
    }
    if (claimed.size() == 0 && !claimed.root().equals(TreeHash.empty())) {
      throw unproven("an empty tree has another root than the checkpoint states");
    }
    return claimed;
  }

  /**
   * The checkpoint under which the bundle's entry is proven to be recorded at the bundle's position.
   *
   * @param bundle from anywhere
   */
  public Checkpoint verify(InclusionBundle bundle) {
    Checkpoint head = verify(bundle.checkpoint());
    boolean proven = bundle.proof().size() == head.size()
        && bundle.proof().proves(bundle.entry().treeHash(), head.root());
    if (!proven) {
      throw unproven("an inclusion proof does not lead to the root of its checkpoint");
    }
    return head;
  }

  /**
   * The newer checkpoint, if this log signed it and it extends the older one.
   *
   * @param older verified before
   * @param newer from anywhere
   * @param proof from the older size to the newer one
   */
  public Checkpoint verify(Checkpoint older, SignedCheckpoint newer, ConsistencyProof proof) {
    Checkpoint head = verify(newer);
    if (proof.from() != older.size() || proof.to() != head.size()) {
      throw unproven("a consistency proof is not of the sizes of its two checkpoints");
    }
    if (older.size() == head.size() && !older.root().equals(head.root())) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.FORKED, "the log " + origin + " signed two roots of size " + head.size());
    }
    if (!proof.proves(older.root(), head.root())) {
      throw unproven("a consistency proof does not connect its two checkpoints");
    }
    return head;
  }

  private static LedgerException unproven(String what) {
    return new LedgerException.Integrity(LedgerErrorCode.PROOF_INVALID, what);
  }
}
