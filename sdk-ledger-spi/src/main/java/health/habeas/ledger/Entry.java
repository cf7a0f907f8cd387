// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.TreeHash;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a client appends: an id and a leaf. The leaf is a commitment, usually 32 bytes, never health data.
 *
 * <p>The Merkle tree commits to both: its leaf hash is {@code SHA-256(0x00 ‖ id ‖ leaf)}, so a ledger can't answer a look-up
 * with an entry of another id. Immutable.
 *
 * @param id the client's own name of the entry
 * @param leaf the commitment; copied
 */
public record Entry(EntryId id, byte[] leaf) {
  /** Copies the leaf. */
  public Entry {
    leaf = leaf.clone();
  }

  /**
   * Reads what {@link #bytes()} wrote.
   *
   * @param bytes the id, then the leaf
   */
  public static Entry parse(byte[] bytes) {
    if (bytes.length < EntryId.SIZE_BYTES) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.NOTE_MALFORMED, "an entry is shorter than its id");
    }
    return new Entry(
        EntryId.of(Arrays.copyOf(bytes, EntryId.SIZE_BYTES)),
        Arrays.copyOfRange(bytes, EntryId.SIZE_BYTES, bytes.length));
  }

  /** A copy of the leaf. */
  @Override
  public byte[] leaf() {
    return leaf.clone();
  }

  /** The size of the leaf, in bytes. */
  public int leafBytes() {
    return leaf.length;
  }

  /** What the tree commits to: the id, then the leaf. */
  public byte[] bytes() {
    return ByteBuffer.allocate(EntryId.SIZE_BYTES + leaf.length)
        .put(id.bytes())
        .put(leaf)
        .array();
  }

  /** The hash of this entry as a leaf of the Merkle tree. */
  public TreeHash treeHash() {
    return TreeHash.leaf(bytes());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Entry that && id.equals(that.id) && Arrays.equals(leaf, that.leaf);
  }

  @Override
  public int hashCode() {
    return 31 * id.hashCode() + Arrays.hashCode(leaf);
  }

  /** The leaf's size, without id and leaf. */
  @Override
  public String toString() {
    return "Entry[" + leaf.length + " bytes]";
  }
}
