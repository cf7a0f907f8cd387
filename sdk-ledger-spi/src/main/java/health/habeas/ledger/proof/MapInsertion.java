// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.util.Collection;
import java.util.Comparator;

/**
 * Puts many entries under a node at once, so that each inner node above them is hashed once. A key that is there keeps its
 * position. Not thread-safe: made for one call.
 */
final class MapInsertion {
  private final MapNodes nodes;
  private final MapEntry[] sorted; // by key, one for each

  MapInsertion(MapNodes nodes, Collection<MapEntry> entries) {
    this.nodes = nodes;
    this.sorted = entries.stream()
        .sorted(Comparator.comparing(MapEntry::key, TreeHash::compare)
            .thenComparingLong(MapEntry::position))
        .toArray(MapEntry[]::new);
  }

  /** The root with the entries below it. */
  int into(int root) {
    int count = 0;
    for (MapEntry entry : sorted) {
      if (count == 0 || !sorted[count - 1].key().equals(entry.key())) {
        sorted[count++] = entry; // the first of its key has the least position
      }
    }
    return insert(root, 0, 0, count);
  }

  private int insert(int node, int depth, int from, int to) {
    if (from == to) {
      return node;
    }
    if (node == MapNodes.EMPTY && to - from == 1) {
      return nodes.leaf(sorted[from]);
    }
    if (nodes.isPruned(node)) {
      throw MapProof.invalid("it leaves out a part of the map that it speaks of");
    }
    if (nodes.isLeaf(node)) { // perhaps as deep as keys have bits
      return beside(node, depth, from, to);
    }
    int middle = MapNodes.split(from, to, place -> sorted[place].key().bit(depth));
    if (node > MapNodes.EMPTY) {
      int left = insert(nodes.left(node), depth + 1, from, middle);
      nodes.replace(node, left, insert(nodes.right(node), depth + 1, middle, to));
      return node;
    }
    return nodes.inner(insert(node, depth + 1, from, middle), insert(node, depth + 1, middle, to));
  }

  /** A leaf stands where no other key shares its path, so it moves down as far as they do. */
  private int beside(int leaf, int depth, int from, int to) {
    TreeHash key = nodes.entry(leaf).key();
    if (to - from == 1 && sorted[from].key().equals(key)) {
      return leaf;
    }
    int middle = MapNodes.split(from, to, place -> sorted[place].key().bit(depth));
    int left = key.bit(depth) ? MapNodes.EMPTY : leaf;
    int right = key.bit(depth) ? leaf : MapNodes.EMPTY;
    return nodes.inner(insert(left, depth + 1, from, middle), insert(right, depth + 1, middle, to));
  }
}
