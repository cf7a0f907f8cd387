// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.column.HashColumn;
import java.util.ArrayList;
import java.util.List;

/**
 * A growing Merkle tree (RFC 9162, section 2.1) that proves any leaf in any of its past sizes, and any size a prefix of
 * any later one, with O(log n) hashes.
 *
 * <p>It keeps each complete subtree's hash: 64 bytes of memory a leaf. Not thread-safe: one per log, guarded by its owner.
 */
public final class MerkleTree {
  // levels.get(k) holds the hashes of the complete subtrees of 2^k leaves, left to right
  private final List<HashColumn> levels = new ArrayList<>();

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
      hash = TreeHash.node(complete(level, place - 1), hash);
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
    return size == 0 ? TreeHash.empty() : range(0, size);
  }

  /**
   * Proves a leaf in the tree of a size.
   *
   * @param index below the size
   * @param size at most {@link #size()}
   */
  public InclusionProof inclusion(long index, long size) {
    check(index >= 0 && index < size && size <= size());
    List<TreeHash> path = new ArrayList<>();
    path(index, 0, size, path);
    return new InclusionProof(index, size, path);
  }

  /**
   * Proves that the tree of one size is a prefix of that of another.
   *
   * @param from at most the other size
   * @param to at most {@link #size()}
   */
  public ConsistencyProof consistency(long from, long to) {
    check(from >= 0 && from <= to && to <= size());
    List<TreeHash> path = new ArrayList<>();
    if (from > 0 && from < to) {
      prefix(from, 0, to, path);
    }
    return new ConsistencyProof(from, to, path);
  }

  private void path(long index, long from, long to, List<TreeHash> path) {
    if (to - from == 1) {
      return;
    }
    long middle = from + split(to - from);
    if (index < middle) {
      path(index, from, middle, path);
      path.add(range(middle, to));
    } else {
      path(index, middle, to, path);
      path.add(range(from, middle));
    }
  }

  // SUBPROOF of the RFC: the prefix ends at an absolute place, so "b" is whether the range starts
  // at zero
  private void prefix(long end, long from, long to, List<TreeHash> path) {
    if (end == to) {
      if (from > 0) {
        path.add(range(from, to));
      }
      return;
    }
    long middle = from + split(to - from);
    if (end <= middle) {
      prefix(end, from, middle, path);
      path.add(range(middle, to));
    } else {
      prefix(end, middle, to, path);
      path.add(range(from, middle));
    }
  }

  private TreeHash range(long from, long to) {
    long count = to - from;
    if (Long.bitCount(count) == 1) {
      int level = Long.numberOfTrailingZeros(count);
      return complete(level, from >>> level);
    }
    long middle = from + split(count);
    return TreeHash.node(range(from, middle), range(middle, to));
  }

  private TreeHash complete(int level, long place) {
    return TreeHash.of(levels.get(level).get(place));
  }

  // the largest power of two below the count
  private static long split(long count) {
    return Long.highestOneBit(count - 1);
  }

  private static void check(boolean within) {
    if (!within) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.OUT_OF_RANGE, "the tree has no such index or size");
    }
  }
}
