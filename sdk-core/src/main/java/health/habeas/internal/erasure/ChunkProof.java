// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Sha256;
import health.habeas.ledger.proof.TreeHash;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One chunk of a shard, and the hashes that lead from it to the shard's root: whoever has the {@link Manifest} verifies the
 * chunk without a key and without the rest of the shard. Not verified yet. Immutable; arrays are copied in and out.
 *
 * @param position of the chunk in its shard, from 0; the share behind the chunks has the last one
 * @param chunk its bytes
 * @param path the hashes, lowest first, 32 bytes each, joined: at most {@link #MAX_PATH_BYTES}
 */
public record ChunkProof(int position, byte[] chunk, byte[] path) {
  /** The largest chunk. */
  public static final int MAX_CHUNK_BYTES = Geometry.CHUNK_BYTES;

  /** The longest path: that of the largest body in a single data shard, 65,536 chunks and a share. */
  public static final int MAX_PATH_BYTES = 17 * Sha256.SIZE_BYTES;

  /** Copies the arrays. Any sizes are taken: what is wrong proves nothing. */
  public ChunkProof {
    chunk = chunk.clone();
    path = path.clone();
  }

  /**
   * Makes a proof, in one pass over the shard; empty if the shard is not the one that the manifest names, since then no
   * proof would hold.
   *
   * @param manifest verified by the caller
   * @param index the shard's, 0 to n − 1
   * @param position 0 to {@link Manifest#chunks}, which is that of the share
   * @param file the shard
   */
  public static Optional<ChunkProof> of(
      Manifest manifest, int index, int position, ShardParts file) {
    if (position < 0 || position > manifest.chunks()) {
      throw new IllegalArgumentException("the shard has no chunk at this position");
    }
    return ShardTree.of(manifest, index, file)
        .filter(tree -> tree.hasRoot(manifest.shardRoot(index)))
        .flatMap(tree -> file.read(
                tree.extent(position).offset(), tree.extent(position).length())
            .map(chunk -> new ChunkProof(position, chunk, joined(tree.path(position)))))
        // A store that gives other bytes at the second time is refused too.
        .filter(proof -> proof.holds(manifest, index));
  }

  @Override
  public byte[] chunk() {
    return chunk.clone();
  }

  @Override
  public byte[] path() {
    return path.clone();
  }

  /**
   * Whether these are just the bytes that this shard has at this position. Pure; never throws.
   *
   * @param manifest verified by the caller
   * @param index the shard's
   */
  public boolean holds(Manifest manifest, int index) {
    boolean sized = index >= 0
        && index < manifest.total()
        && position >= 0
        && position <= manifest.chunks()
        && chunk.length == manifest.geometry().inShard(position).length()
        && path.length % Sha256.SIZE_BYTES == 0
        && path.length <= MAX_PATH_BYTES;
    return sized && ShardTree.leads(manifest, index, position, chunk, hashes(path));
  }

  private static byte[] joined(List<TreeHash> hashes) {
    return Bytes.concat(hashes.stream().map(TreeHash::bytes).toArray(byte[][]::new));
  }

  private static List<TreeHash> hashes(byte[] joined) {
    int size = Sha256.SIZE_BYTES;
    return IntStream.range(0, joined.length / size)
        .mapToObj(i -> TreeHash.of(Arrays.copyOfRange(joined, i * size, (i + 1) * size)))
        .toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChunkProof that
        && position == that.position
        && Arrays.equals(chunk, that.chunk)
        && Arrays.equals(path, that.path);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * position + Arrays.hashCode(chunk)) + Arrays.hashCode(path);
  }

  /** The place alone. */
  @Override
  public String toString() {
    return "ChunkProof[" + position + "]";
  }
}
