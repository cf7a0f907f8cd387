// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;
import health.habeas.ledger.proof.InclusionProof;
import health.habeas.ledger.proof.MerkleFrontier;
import health.habeas.ledger.proof.MerkleTree;
import health.habeas.ledger.proof.TreeHash;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The tree of RFC 6962 over the chunks of one shard file: a leaf is bound to object, shard index and position, so a chunk
 * that was altered, swapped, replayed or moved changes the root. The trailer is the last leaf. Keeps 64 bytes a chunk. Not
 * thread-safe: one per shard.
 */
final class ShardTree {
  /** The size of an object id, in bytes. */
  static final int OBJECT_ID_BYTES = 32;

  /** The size of what follows the chunks in a shard file: one share of the share key. */
  static final int TRAILER_BYTES = Shamir.SIZE_BYTES;

  private static final byte[] LEAF_PREFIX = {0};

  private final Geometry geometry;
  private final MerkleTree tree = new MerkleTree();

  private ShardTree(Geometry geometry) {
    this.geometry = geometry;
  }

  /** The whole tree; empty if the file is too short. What lies behind its end is not looked at. */
  static Optional<ShardTree> of(Manifest manifest, int index, ShardParts file) {
    ShardTree shard = new ShardTree(manifest.geometry());
    return leaves(manifest.objectId(), index, shard.geometry, file, shard.tree::add)
        ? Optional.of(shard)
        : Optional.empty();
  }

  /** The root of a file, in memory that grows with nothing; empty if the file is too short. */
  static Optional<byte[]> root(byte[] objectId, int index, Geometry geometry, ShardParts file) {
    MerkleFrontier frontier = new MerkleFrontier();
    return leaves(objectId, index, geometry, file, frontier::add)
        ? Optional.of(frontier.root().bytes())
        : Optional.empty();
  }

  /** The root of a shard file while it is written: leaves are hashed as they come. Not thread-safe: one per shard. */
  static final class Root {
    private final byte[] prefix;
    private final MerkleFrontier frontier = new MerkleFrontier();

    Root(byte[] objectId, int index) {
      prefix = leafPrefix(objectId, index);
    }

    /** Adds the next chunk, or the trailer in the end. */
    void add(byte[] file, Extent chunk) {
      frontier.add(leaf(prefix, frontier.size(), file, chunk));
    }

    byte[] bytes() {
      return frontier.root().bytes();
    }
  }

  /** Whether these hashes lead from this chunk to the shard's root. */
  static boolean leads(
      Manifest manifest, int index, int position, byte[] chunk, List<TreeHash> path) {
    TreeHash leaf = leaf(leafPrefix(manifest.objectId(), index), position, chunk);
    return new InclusionProof(position, manifest.chunks() + 1L, path)
        .proves(leaf, TreeHash.of(manifest.shardRoot(index)));
  }

  boolean hasRoot(byte[] root) {
    return tree.root(tree.size()).equals(TreeHash.of(root));
  }

  Extent extent(int position) {
    return geometry.inShard(position);
  }

  List<TreeHash> path(int position) {
    return tree.inclusion(position, tree.size()).path();
  }

  private static boolean leaves(
      byte[] objectId, int index, Geometry geometry, ShardParts file, Consumer<TreeHash> tree) {
    byte[] prefix = leafPrefix(objectId, index);
    for (int position = 0; position <= geometry.stripes(); position++) {
      Extent extent = geometry.inShard(position);
      Optional<byte[]> chunk = file.read(extent.offset(), extent.length());
      if (chunk.isEmpty() || chunk.get().length != extent.length()) {
        return false;
      }
      tree.accept(leaf(prefix, position, chunk.get()));
    }
    return true;
  }

  /** 0x00 ‖ "habeas/leaf-chunk/1" ‖ object id ‖ be16(j). */
  private static byte[] leafPrefix(byte[] objectId, int index) {
    byte[] be16 = ByteBuffer.allocate(2).putShort((short) index).array();
    return Bytes.concat(LEAF_PREFIX, Domain.LEAF_CHUNK.bytes(), objectId, be16);
  }

  private static TreeHash leaf(byte[] prefix, long position, byte[] chunk) {
    return leaf(prefix, position, chunk, new Extent(0, chunk.length));
  }

  private static TreeHash leaf(byte[] prefix, long position, byte[] file, Extent chunk) {
    byte[] before = Bytes.concat(prefix, Bytes.be64(position));
    return TreeHash.of(Sha256.of(before, file, chunk.offset(), chunk.length()));
  }
}
