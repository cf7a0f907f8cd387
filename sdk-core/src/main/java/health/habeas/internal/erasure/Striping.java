// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Secret;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
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
  private final SecureRandom random;

  /**
   * For one layout.
   *
   * @param data k
   * @param parity m
   * @param random for the shares; injected only in tests
   */
  public Striping(int data, int parity, SecureRandom random) {
    if (!ReedSolomon.isValid(data, parity)) {
      throw new IllegalArgumentException("k ≥ 1, m ≥ 1 and k + m ≤ 255 are needed");
    }
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
    Geometry geometry = new Geometry(data, body.length);
    List<byte[]> rows = new ArrayList<>(geometry.cut(body));
    rows.addAll(ReedSolomon.of(data, parity).encode(rows));
    List<byte[]> shares = Shamir.split(shareKey, data, data + parity, random);
    List<byte[]> files = new ArrayList<>();
    ByteArrayOutputStream roots = new ByteArrayOutputStream();
    for (int j = 0; j < rows.size(); j++) {
      byte[] file = Bytes.concat(rows.get(j), shares.get(j));
      files.add(file);
      roots.writeBytes(ShardTree.root(objectId, j, geometry, file));
    }
    return new Striped(
        new Manifest(objectId, data, parity, body.length, roots.toByteArray()), files);
  }
}
