// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.column.HashColumn;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A growing Merkle tree (RFC 9162, section 2.1) that proves any leaf in any of its past sizes, and any size a prefix of
 * any later one, with O(log n) hashes, and writes itself as tiles.
 *
 * <p>It keeps each complete subtree's hash: 64 bytes of memory a leaf. Not thread-safe: one per log, guarded by its owner.
 */
public final class MerkleTree {
  // levels.get(k) holds the hashes of the complete subtrees of 2^k leaves, left to right
  private final List<HashColumn> levels = new ArrayList<>();
  private final SubtreeHashes subtrees =
      (level, place) -> TreeHash.of(levels.get(level).get(place));

  /** An empty tree. */
  public MerkleTree() {
    levels.add(new HashColumn());
  }

  /** The number of leaves. */
  public long size() {
    return levels.get(0).size();
  }

  /**
   * Appends a leaf.
   *
   * @param leaf the leaf's hash, {@link TreeHash#leaf}
   */
  public void add(TreeHash leaf) {
    long place = size();
    levels.get(0).add(leaf.bytes());
    TreeHash hash = leaf;
    for (int level = 0; (place & 1) == 1; level++, place >>>= 1) {
      hash = TreeHash.node(subtrees.complete(level, place - 1), hash);
      if (levels.size() == level + 1) {
        levels.add(new HashColumn());
      }
      levels.get(level + 1).add(hash.bytes());
    }
  }

  /**
   * The root of the tree at a size.
   *
   * @param size at most {@link #size()}
   */
  public TreeHash root(long size) {
    check(size >= 0 && size <= size());
    return subtrees.rootOf(size);
  }

  /**
   * Proves a leaf in the tree of a size.
   *
   * @param index below the size
   * @param size at most {@link #size()}
   */
  public InclusionProof inclusion(long index, long size) {
    check(index >= 0 && index < size && size <= size());
    return subtrees.pathOf(index, size);
  }

  /**
   * Proves that the tree of one size is a prefix of that of another.
   *
   * @param from at most the other size
   * @param to at most {@link #size()}
   */
  public ConsistencyProof consistency(long from, long to) {
    check(from >= 0 && from <= to && to <= size());
    return subtrees.prefixOf(from, to);
  }

  /**
   * A tile of the tree, to be stored or served under its path. {@link TilePath#added} tells which a log must write.
   *
   * @param path of hashes, not of entries, that the tree has at its size or had at an earlier one
   */
  public Tile tile(TilePath path) {
    int level = path.level() * TilePath.HEIGHT;
    long there = TilePath.count(path.level(), size());
    check(!path.isEntries() && path.start() <= there - path.width());
    ByteBuffer hashes = ByteBuffer.allocate(path.width() * TreeHash.SIZE_BYTES);
    for (int place = 0; place < path.width(); place++) {
      hashes.put(levels.get(level).get(path.start() + place));
    }
    return Tile.parse(path, hashes.array());
  }

  private static void check(boolean within) {
    if (!within) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.OUT_OF_RANGE, "the tree has no such index or size");
    }
  }
}
