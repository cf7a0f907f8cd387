// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads what {@link MapPruning} writes, strictly: every leaf lies on its key's path. Made for one call. */
final class MapReader {
  private static final int MAX_BYTES = 8 << 20;
  // Hashed keys take some 15 bytes a node; one takes up to forty in memory, and a hash of it.
  private static final int MAX_NODES = 1 << 19;
  private static final int MAX_DEPTH = 8 * TreeHash.SIZE_BYTES;
  private static final byte[] NO_HASH = new byte[TreeHash.SIZE_BYTES];

  private final ByteBuffer in;
  private final MapNodes nodes = new MapNodes();
  private final boolean[] path = new boolean[MAX_DEPTH];
  private int read;

  MapReader(byte[] bytes) {
    check(bytes.length <= MAX_BYTES, "it is larger than 8 MiB");
    this.in = ByteBuffer.wrap(bytes);
  }

  MerkleMap map() {
    try {
      MerkleMap map = new MerkleMap(nodes, node(0));
      check(!in.hasRemaining(), "bytes follow it");
      return map;
    } catch (BufferUnderflowException e) {
      throw MapProof.invalid("it was cut");
    }
  }

  private int node(int depth) {
    check(++read <= MAX_NODES, "it has more than 524,288 nodes");
    return switch (in.get()) {
      case MapPruning.NOTHING -> MapNodes.EMPTY;
      case MapPruning.HASH -> pruned();
      case MapPruning.LEAF -> leaf(depth);
      case MapPruning.INNER -> inner(depth);
      default -> throw MapProof.invalid("it has a node of an unknown kind");
    };
  }

  private int pruned() {
    byte[] hash = hash();
    check(!Arrays.equals(hash, NO_HASH), "it writes nothing as a hash");
    return nodes.pruned(hash);
  }

  private int leaf(int depth) {
    TreeHash key = TreeHash.of(hash());
    for (int place = 0; place < depth; place++) {
      check(key.bit(place) == path[place], "a key is not on its path");
    }
    long position = in.getLong();
    check(position >= 0, "a position is beyond 2^63 - 1");
    return nodes.leaf(new MapEntry(key, position));
  }

  private int inner(int depth) {
    check(depth < MAX_DEPTH, "it is deeper than a key has bits");
    path[depth] = false;
    int left = node(depth + 1);
    path[depth] = true;
    int right = node(depth + 1);
    check(left != MapNodes.EMPTY || right != MapNodes.EMPTY, "an inner node has no children");
    return nodes.inner(left, right);
  }

  private byte[] hash() {
    byte[] hash = new byte[TreeHash.SIZE_BYTES];
    in.get(hash);
    return hash;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw MapProof.invalid(otherwise);
    }
  }
}
