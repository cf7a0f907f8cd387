// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Collection;

/** Writes a map without what is not on the paths of some keys: of each other subtree its hash alone. Made for one call. */
final class MapPruning {
  static final byte NOTHING = 0;
  static final byte HASH = 1;
  static final byte LEAF = 2;
  static final byte INNER = 3;

  private final MapNodes nodes;
  private final TreeHash[] sorted;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  MapPruning(MapNodes nodes, Collection<TreeHash> keys) {
    this.nodes = nodes;
    this.sorted = keys.stream().sorted(TreeHash::compare).distinct().toArray(TreeHash[]::new);
  }

  byte[] of(int root) {
    write(root, 0, 0, sorted.length);
    return out.toByteArray();
  }

  private void write(int node, int depth, int from, int to) {
    if (node == MapNodes.EMPTY) {
      out.write(NOTHING);
    } else if (from == to || nodes.isPruned(node)) {
      out.write(HASH);
      out.writeBytes(nodes.hash(node));
    } else if (nodes.isLeaf(node)) {
      MapEntry entry = nodes.entry(node);
      out.write(LEAF);
      out.writeBytes(entry.key().bytes());
      out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(entry.position()).array());
    } else {
      int middle = MapNodes.split(from, to, place -> sorted[place].bit(depth));
      out.write(INNER);
      write(nodes.left(node), depth + 1, from, middle);
      write(nodes.right(node), depth + 1, middle, to);
    }
  }
}
