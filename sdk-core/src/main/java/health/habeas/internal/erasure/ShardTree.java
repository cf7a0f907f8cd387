// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The digest of one shard file, as a tree over its chunks: a leaf is bound to object, shard index and position, so a
 * chunk that was altered, swapped, replayed or moved changes the root. The trailer is the last leaf. The tree is that of
 * RFC 6962 (its complete subtrees of 256 leaves are the groups that later proofs are cut at). Thread-safe.
 */
final class ShardTree {
  /** The size of an object id, in bytes. */
  static final int OBJECT_ID_BYTES = 32;

  /** The size of what follows the chunks in a shard file: one share of the share key. */
  static final int TRAILER_BYTES = Shamir.SIZE_BYTES;

  private static final byte[] LEAF_PREFIX = {0};
  private static final byte[] NODE_PREFIX = {1};

  private ShardTree() {}

  /**
   * The root of a shard file.
   *
   * @param objectId 32 bytes
   * @param index the shard's, from 0
   * @param geometry of the object
   * @param file chunks and trailer, of exactly the size that the geometry says
   */
  static byte[] root(byte[] objectId, int index, Geometry geometry, byte[] file) {
    List<byte[]> leaves = new ArrayList<>();
    byte[] prefix = leafPrefix(objectId, index);
    for (int s = 0; s < geometry.stripes(); s++) {
      int from = s * Geometry.CHUNK_BYTES;
      leaves.add(leaf(prefix, s, Arrays.copyOfRange(file, from, from + geometry.chunkBytes(s))));
    }
    byte[] trailer = Arrays.copyOfRange(file, geometry.rowBytes(), file.length);
    leaves.add(leaf(prefix, geometry.stripes(), trailer));
    return treeHash(leaves);
  }

  /** The Merkle tree hash of RFC 6962, section 2.1, over hashed leaves; at least one. */
  static byte[] treeHash(List<byte[]> leaves) {
    if (leaves.size() == 1) {
      return leaves.get(0);
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    byte[] left = treeHash(leaves.subList(0, split));
    byte[] right = treeHash(leaves.subList(split, leaves.size()));
    return Sha256.of(NODE_PREFIX, left, right);
  }

  /** 0x00 ‖ "habeas/leaf-chunk/1" ‖ object id ‖ be16(j). */
  private static byte[] leafPrefix(byte[] objectId, int index) {
    byte[] be16 = ByteBuffer.allocate(2).putShort((short) index).array();
    return Bytes.concat(LEAF_PREFIX, Domain.LEAF_CHUNK.bytes(), objectId, be16);
  }

  private static byte[] leaf(byte[] prefix, long position, byte[] chunk) {
    return Sha256.of(prefix, Bytes.be64(position), chunk);
  }
}
