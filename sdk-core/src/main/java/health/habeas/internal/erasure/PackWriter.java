// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import health.habeas.internal.crypto.Keystream;
import health.habeas.internal.crypto.Padding;
import health.habeas.internal.crypto.SealBinding;
import health.habeas.internal.crypto.Sealing;
import health.habeas.internal.crypto.Secret;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

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
  private ByteBuffer body;

  /**
   * An empty pack.
   *
   * @param shareKey 32 fresh random bytes; {@link Striping} spreads it over the shards
   * @param random for salts and padding; injected only in tests
   */
  public PackWriter(Secret shareKey, SecureRandom random) {
    this(shareKey, random, ByteBuffer.allocate(Padding.padded(0)));
  }

  private PackWriter(Secret shareKey, SecureRandom random, ByteBuffer body) {
    this.shareKey = shareKey;
    this.random = random;
    this.sealing = new Sealing(random);
    this.body = body;
  }

  /**
   * An empty pack in the memory of this one, which ends: to allocate and clear a mebibyte takes as long as to seal some
   * hundred kilobytes.
   *
   * @param next its share key
   */
  public PackWriter next(Secret next) {
    return new PackWriter(next, random, body.clear());
  }

  /**
   * Seals a record as it is and appends it.
   *
   * @param dek 32 fresh random bytes
   * @param context what the record is bound to; the same bytes open it
   * @param record the plaintext
   * @throws IllegalStateException if the pack would grow beyond {@link #MAX_BODY_BYTES}
   */
  public Extent add(Secret dek, byte[] context, byte[] record) {
    return append(() -> sealing.seal(new SealBinding(dek, shareKey, context), record, this::room));
  }

  /**
   * The same, compressed by itself where that saves room; much content only where samples of it shrink.
   *
   * @param dek 32 fresh random bytes
   * @param context what the record is bound to; the same bytes open it
   * @param record the plaintext
   * @throws IllegalStateException if the pack would grow beyond {@link #MAX_BODY_BYTES}
   */
  public Extent addCompressed(Secret dek, byte[] context, byte[] record) {
    return append(
        () -> sealing.sealSmallest(new SealBinding(dek, shareKey, context), record, this::room));
  }

  private Extent append(Runnable seal) {
    int offset = body.position();
    try {
      seal.run();
      return new Extent(offset, body.position() - offset);
    } catch (RuntimeException e) {
      body.position(offset);
      throw e;
    }
  }

  private ByteBuffer room(int sealedBytes) {
    long size = body.position() + (long) sealedBytes;
    long padded = Padding.padded(size);
    if (padded > MAX_BODY_BYTES) {
      throw new IllegalStateException("the pack is full; begin another one");
    }
    if (padded > body.capacity()) {
      long capacity = Math.min(Math.max(padded, 2L * body.capacity()), MAX_BODY_BYTES);
      body = ByteBuffer.allocate((int) capacity).put(body.flip());
    }
    return body;
  }

  /** The size so far, in bytes, without the padding at the end. */
  public int sizeBytes() {
    return body.position();
  }

  /**
   * The body, filled up with random bytes to a padded size, so that the sum of the records' sizes stays vague. Not a copy: it
   * ends with the next call.
   */
  public ByteBuffer body() {
    int size = body.position();
    ByteBuffer whole = body.duplicate().clear().limit(Padding.padded(size));
    Keystream.fill(random, whole.duplicate().position(size));
    return whole;
  }
}
