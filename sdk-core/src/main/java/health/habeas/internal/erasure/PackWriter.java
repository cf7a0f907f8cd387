// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import health.habeas.internal.crypto.Padding;
import health.habeas.internal.crypto.Sealing;
import health.habeas.internal.crypto.Secret;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects records, each sealed under its own key, into the body of one object, so that one record opens, or is
 * crypto-shredded, without its neighbours.
 *
 * <p>The share key enters the seal of every record: whoever holds fewer than k shards can't compute it and opens none.
 * The body does not say where a record begins; the caller keeps the {@link Extent}s, encrypted. Not thread-safe: one per
 * pack.
 */
public final class PackWriter {
  /** The largest body, in bytes. */
  public static final int MAX_BODY_BYTES = Geometry.MAX_BODY_BYTES;

  private final Secret shareKey;
  private final SecureRandom random;
  private final Sealing sealing;
  private final List<byte[]> records = new ArrayList<>();
  private int sizeBytes;

  /**
   * An empty pack.
   *
   * @param shareKey 32 fresh random bytes; {@link Striping} spreads it over the shards
   * @param random for salts and padding; injected only in tests
   */
  public PackWriter(Secret shareKey, SecureRandom random) {
    this.shareKey = shareKey;
    this.random = random;
    this.sealing = new Sealing(random);
  }

  /**
   * Seals a record and appends it.
   *
   * @param dek 32 fresh random bytes
   * @param context what the record is bound to; the same bytes open it
   * @param record the plaintext
   * @throws IllegalStateException if the pack would grow beyond {@link #MAX_BODY_BYTES}
   */
  public Extent add(Secret dek, byte[] context, byte[] record) {
    byte[] sealed = sealing.seal(dek, shareKey, context, record);
    if (Padding.padded(sizeBytes + sealed.length) > MAX_BODY_BYTES) {
      throw new IllegalStateException("the pack is full; begin another one");
    }
    Extent extent = new Extent(sizeBytes, sealed.length);
    records.add(sealed);
    sizeBytes += sealed.length;
    return extent;
  }

  /** The size so far, in bytes, without the padding at the end. */
  public int sizeBytes() {
    return sizeBytes;
  }

  /** The body, filled up with random bytes to a padded size, so that the sum of the records' sizes stays vague. */
  public byte[] body() {
    ByteBuffer body = ByteBuffer.allocate(Padding.padded(sizeBytes));
    records.forEach(body::put);
    byte[] filling = new byte[body.remaining()];
    random.nextBytes(filling);
    return body.put(filling).array();
  }
}
