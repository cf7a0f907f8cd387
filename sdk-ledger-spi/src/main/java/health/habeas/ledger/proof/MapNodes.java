// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.internal.column.HashColumn;
import health.habeas.ledger.internal.column.LongColumn;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The nodes of sparse Merkle trees, in columns: 40 bytes a leaf and 40 an inner node. A node is an int: {@link #EMPTY}, a leaf
 * below that, an inner node above. Not thread-safe: guarded by its owner.
 */
final class MapNodes {
  /** The subtree without keys. */
  static final int EMPTY = -1;

  private static final int HASH = TreeHash.SIZE_BYTES;
  // no inner node has two empty children, so this one's are not known
  private static final long PRUNED = pair(EMPTY, EMPTY);

  private final HashColumn keys = new HashColumn();
  private final LongColumn positions = new LongColumn();
  private final HashColumn hashes = new HashColumn();
  private final LongColumn children = new LongColumn();
  // what is hashed, in place; 0 and 1 are those of RFC 6962: no node of a map is one of a log
  private final byte[] leafNode = new byte[1 + HASH + Long.BYTES];
  private final byte[] innerNode = new byte[1 + HASH + HASH];

  MapNodes() {
    leafNode[0] = 2;
    innerNode[0] = 3;
  }

  int leaf(MapEntry entry) {
    keys.add(entry.key().bytes());
    positions.add(entry.position());
    return EMPTY - positions.size();
  }

  int inner(int left, int right) {
    hashes.add(hash(left, right));
    children.add(pair(left, right));
    return children.size() - 1;
  }

  /** A subtree of which nothing but the hash is known. */
  int pruned(byte[] hash) {
    hashes.add(hash);
    children.add(PRUNED);
    return children.size() - 1;
  }

  void replace(int inner, int left, int right) {
    hashes.set(inner, hash(left, right));
    children.set(inner, pair(left, right));
  }

  boolean isLeaf(int node) {
    return node < EMPTY;
  }

  boolean isPruned(int node) {
    return node > EMPTY && children.get(node) == PRUNED;
  }

  int left(int inner) {
    return (int) (children.get(inner) >>> Integer.SIZE);
  }

  int right(int inner) {
    return (int) children.get(inner);
  }

  MapEntry entry(int leaf) {
    int place = place(leaf);
    return new MapEntry(TreeHash.of(keys.get(place)), positions.get(place));
  }

  byte[] hash(int node) {
    byte[] hash = new byte[HASH];
    write(node, hash, 0);
    return hash;
  }

  private byte[] hash(int left, int right) {
    write(left, innerNode, 1);
    write(right, innerNode, 1 + HASH);
    byte[] hash = new byte[HASH];
    TreeHash.sha256(innerNode, hash, 0);
    return hash;
  }

  private void write(int node, byte[] to, int at) {
    if (node == EMPTY) {
      Arrays.fill(to, at, at + HASH, (byte) 0);
    } else if (isLeaf(node)) {
      keys.copy(place(node), leafNode, 1);
      ByteBuffer.wrap(leafNode).putLong(1 + HASH, positions.get(place(node)));
      TreeHash.sha256(leafNode, to, at);
    } else {
      hashes.copy(node, to, at);
    }
  }

  /**
   * Where, among keys in order that agree in all bits before, the right subtree's begin.
   *
   * @param isRight whether the key at a place has the bit
   */
  static int split(int from, int to, IntPredicate isRight) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isRight.test(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static int place(int leaf) {
    return EMPTY - 1 - leaf;
  }

  private static long pair(int left, int right) {
    return (long) left << Integer.SIZE | Integer.toUnsignedLong(right);
  }
}
