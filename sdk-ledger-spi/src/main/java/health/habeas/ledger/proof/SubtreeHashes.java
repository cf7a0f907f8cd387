// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.util.ArrayList;
import java.util.List;

/** Where the hashes of complete subtrees come from, and what follows from them: roots and proofs of RFC 9162, section 2.1. */
interface SubtreeHashes {
  /**
   * The hash of a complete subtree.
   *
   * @param level the subtree has {@code 2^level} leaves
   * @param place counts the subtrees of this level from the left
   */
  TreeHash complete(int level, long place);

  default TreeHash rootOf(long size) {
    return size == 0 ? TreeHash.empty() : range(0, size);
  }

  default InclusionProof pathOf(long index, long size) {
    List<TreeHash> path = new ArrayList<>();
    path(index, 0, size, path);
    return new InclusionProof(index, size, path);
  }

  default ConsistencyProof prefixOf(long from, long to) {
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

  // the largest power of two below the count
  private static long split(long count) {
    return Long.highestOneBit(count - 1);
  }
}
