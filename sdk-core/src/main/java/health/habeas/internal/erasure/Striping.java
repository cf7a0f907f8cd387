// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Secret;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a body into n shards of which any k bring it back, and spreads its share key over them.
 *
 * <p>Guarantee: fewer than k shards determine neither the body nor the share key. In memory: takes about (n / k) times
 * the size of the body. Thread-safe.
 */
public final class Striping {
  private final int data;
  private final int parity;
  private final ReedSolomon code;
  private final SecureRandom random;

  /**
   * For one layout.
   *
   * @param data k
   * @param parity m
   * @param random for the shares; injected only in tests
   */
  public Striping(int data, int parity, SecureRandom random) {
    this.code = ReedSolomon.of(data, parity);
    this.data = data;
    this.parity = parity;
    this.random = random;
  }

  /**
   * The shard files and their manifest.
   *
   * @param objectId 32 bytes, never used before: roots are bound to it
   * @param body 0 bytes to 1 GiB
   * @param shareKey 32 bytes, the same that entered the seals in the body
   */
  public Striped stripe(byte[] objectId, byte[] body, Secret shareKey) {
    return stripe(objectId, ByteBuffer.wrap(body), shareKey);
  }

  /**
   * The same.
   *
   * @param objectId 32 bytes, never used before: roots are bound to it
   * @param body 0 bytes to 1 GiB remain; left as it is
   * @param shareKey 32 bytes, the same that entered the seals in the body
   */
  public Striped stripe(byte[] objectId, ByteBuffer body, Secret shareKey) {
    Geometry geometry = new Geometry(data, body.remaining());
    byte[][] files = new byte[data + parity][geometry.rowBytes() + ShardTree.TRAILER_BYTES];
    ShardTree.Root[] roots = new ShardTree.Root[files.length];
    Arrays.setAll(roots, j -> new ShardTree.Root(objectId, j));
    // Stripe by stripe, so that a chunk is coded and hashed while it is in the cache.
    for (int s = 0; s < geometry.stripes(); s++) {
      Extent chunk = geometry.inShard(s);
      geometry.cut(body, s, files);
      code.encode(files, chunk.offset(), chunk.end());
      add(chunk, files, roots);
    }
    Extent trailer = geometry.inShard(geometry.stripes());
    List<byte[]> shares = Shamir.split(shareKey, data, files.length, random);
    for (int j = 0; j < files.length; j++) {
      System.arraycopy(shares.get(j), 0, files[j], trailer.offset(), trailer.length());
    }
    add(trailer, files, roots);
    return new Striped(
        new Manifest(objectId, data, parity, body.remaining(), joined(roots)), List.of(files));
  }

  private static void add(Extent chunk, byte[][] files, ShardTree.Root[] roots) {
    for (int j = 0; j < files.length; j++) {
      roots[j].add(files[j], chunk);
    }
  }

  private static byte[] joined(ShardTree.Root[] roots) {
    return Bytes.concat(Arrays.stream(roots).map(ShardTree.Root::bytes).toArray(byte[][]::new));
  }
}
