// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.List;

/**
 * Proof that a log told two stories: two heads that its own key signed, and that can't both be true. One text file,
 * verified offline by anybody.
 *
 * <p>Guarantee: an instance is a contradiction. Both heads are of one origin and signed by {@link #key()}, and either they
 * have one size and two roots, or the tree of the larger head provably had another root at the smaller head's size.
 * What it proves is proven against whoever holds the key; that the key is the log's must be known from elsewhere, so compare
 * {@link #key()}. Not a proof: a log that refuses a consistency proof, or that lost its end; that is a reason for distrust.
 * Immutable.
 *
 * @param key the log's key
 * @param smaller the head of the smaller size; of equal sizes, either
 * @param larger the other head
 * @param rootWithin the root that the larger head's tree had at the smaller size; of equal sizes, the larger head's root
 * @param consistency leads from {@code rootWithin} to the larger head's root; of equal sizes, empty
 */
public record ForkProof(
    NoteKey key,
    SignedCheckpoint smaller,
    SignedCheckpoint larger,
    TreeHash rootWithin,
    ConsistencyProof consistency) {
  /** Verifies the contradiction; what is none raises HBS-6311. */
  public ForkProof {
    Checkpoint small = signed(key, smaller);
    Checkpoint large = signed(key, larger);
    check(
        consistency.from() == small.size() && consistency.to() == large.size(),
        "the sizes of the two heads and of the path differ");
    check(
        consistency.proves(rootWithin, large.root()), "the path does not lead to the larger head");
    check(!rootWithin.equals(small.root()), "the two heads are consistent");
  }

  /**
   * Proves that one log signed two roots of one size.
   *
   * @param key the log's key
   * @param one a head
   * @param other a head of the same size
   */
  public static ForkProof of(NoteKey key, SignedCheckpoint one, SignedCheckpoint other) {
    long size = other.claimed().size();
    ConsistencyProof none = new ConsistencyProof(size, size, List.of());
    return new ForkProof(key, one, other, other.claimed().root(), none);
  }

  /**
   * Proves that one log signed a head that the leaves of a larger head contradict.
   *
   * @param key the log's key
   * @param smaller a head
   * @param larger a head of at least the same size
   * @param leaves the leaves under the larger head, as the log shows them with it; at least up to its size
   */
  public static ForkProof of(
      NoteKey key, SignedCheckpoint smaller, SignedCheckpoint larger, MerkleTree leaves) {
    long from = smaller.claimed().size();
    long to = larger.claimed().size();
    return new ForkProof(key, smaller, larger, leaves.root(from), leaves.consistency(from, to));
  }

  /**
   * Reads and verifies a proof; what is accepted is written back byte for byte by {@link #toString()}.
   *
   * @param utf8 the file
   */
  public static ForkProof parse(byte[] utf8) {
    return ForkText.parse(Utf8Text.decode(utf8), NoteKey::parse);
  }

  /**
   * The same for a log that may sign with ML-DSA-44.
   *
   * @param utf8 the file
   * @param mlDsa44 who computes ML-DSA-44
   */
  public static ForkProof parse(byte[] utf8, MlDsa44 mlDsa44) {
    return ForkText.parse(Utf8Text.decode(utf8), key -> NoteKey.parse(key, mlDsa44));
  }

  /** What the file proves, in plain English, for a person who must decide: some lines, each ended by a newline. */
  public String explain() {
    return ForkText.explain(this);
  }

  /** The file. */
  @Override
  public String toString() {
    return ForkText.text(this);
  }

  private static Checkpoint signed(NoteKey key, SignedCheckpoint head) {
    Checkpoint claimed = head.claimed();
    check(claimed.origin().equals(key.name()), "a head is of another log than the key");
    check(key.signed(head.note()), "a head is not signed by the log's key");
    return claimed;
  }

  static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.FORK_UNPROVEN, "this is no proof of a fork: " + otherwise);
    }
  }
}
