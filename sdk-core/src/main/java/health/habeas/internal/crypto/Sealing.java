// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Seals one record or one small object under its own data key, so that it opens under exactly one key and one context,
 * whole or not at all.
 *
 * <p>Guarantee: a 32-byte commitment to key, share key and context is compared in constant time before the cipher is
 * called, so no bytes open under two keys. A flipped bit, a cut, an appended or exchanged segment, another context: each
 * gives empty, and nothing unverified is released. Every call draws a fresh salt, hence a fresh AES key: no pair of key
 * and nonce repeats (L57). The size is padded by {@link Padding}.
 *
 * <p>Suite {@value #SUITE}. There is no suite byte to forge: the name is an input of the key derivation. Thread-safe.
 */
public final class Sealing {
  /** The whole name of the construction, an input of its key derivation. */
  public static final String SUITE = "habeas-seal-a256gcm-hkdfsha256/1";

  /** The largest plaintext, in bytes: a record of 64 MiB with its frame. */
  public static final int MAX_PLAINTEXT_BYTES = (64 << 20) + (64 << 10);

  private static final int SALT_BYTES = SealKeys.SALT_BYTES;
  private static final int HEADER_BYTES = SALT_BYTES + SealKeys.COMMITMENT_BYTES;
  private static final int SEGMENT_BYTES = 64 << 10;
  private static final int SEGMENT_PLAIN_BYTES = SEGMENT_BYTES - AesGcm.TAG_BYTES;

  private final SecureRandom random;

  /**
   * With a source of salts.
   *
   * @param random injected only in tests
   */
  public Sealing(SecureRandom random) {
    this.random = random;
  }

  /**
   * The sealed bytes: salt, commitment, segments. The content is stored as it is.
   *
   * @param dek 32 bytes, one for each record version
   * @param shareKey 32 bytes, which the shards of the object hold in shares
   * @param context what the record is bound to: vault, object, version, kind; not stored
   * @param plaintext 0 to {@link #MAX_PLAINTEXT_BYTES} bytes
   */
  public byte[] seal(Secret dek, Secret shareKey, byte[] context, byte[] plaintext) {
    ByteBuffer[] sealed = new ByteBuffer[1];
    seal(
        new SealBinding(dek, shareKey, context),
        plaintext,
        bytes -> sealed[0] = ByteBuffer.allocate(bytes));
    return sealed[0].array();
  }

  /**
   * The same, written to where there is room for it.
   *
   * @param binding keys and context
   * @param plaintext 0 to {@link #MAX_PLAINTEXT_BYTES} bytes
   * @param room gives a buffer with so many bytes from its position on
   */
  public void seal(SealBinding binding, byte[] plaintext, IntFunction<ByteBuffer> room) {
    requireSize(plaintext);
    seal(binding, Frame.stored(plaintext), room);
  }

  /**
   * The same, compressed where that leads to a smaller padded size; from 32 KiB on, only where one of three samples shrinks.
   *
   * @param binding keys and context
   * @param plaintext 0 to {@link #MAX_PLAINTEXT_BYTES} bytes, all of one record and nothing else
   * @param room gives a buffer with so many bytes from its position on
   */
  public void sealSmallest(SealBinding binding, byte[] plaintext, IntFunction<ByteBuffer> room) {
    requireSize(plaintext);
    seal(binding, Frame.smallest(plaintext), room);
  }

  private static void requireSize(byte[] plaintext) {
    if (plaintext.length > MAX_PLAINTEXT_BYTES) {
      throw new IllegalArgumentException("a plaintext may have 64 MiB and 64 KiB");
    }
  }

  private void seal(SealBinding binding, Frame frame, IntFunction<ByteBuffer> room) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    ByteBuffer sealed = room.apply(sealedBytes(frame.sizeBytes()));
    try (SealKeys keys = SealKeys.derive(SUITE, binding, salt)) {
      sealed.put(salt).put(keys.commitment());
      sealSegments(keys, frame, sealed);
    }
  }

  /**
   * The plaintext, or empty if anything at all is not as it was sealed.
   *
   * @param dek the same as when it was sealed
   * @param shareKey the same
   * @param context the same
   * @param sealed what {@link #seal} gave
   */
  public static Optional<byte[]> open(Secret dek, Secret shareKey, byte[] context, byte[] sealed) {
    int frameBytes = frameBytes(sealed.length);
    if (frameBytes < 0) {
      return Optional.empty();
    }
    ByteBuffer frame = ByteBuffer.allocate(frameBytes);
    byte[] salt = Arrays.copyOf(sealed, SALT_BYTES);
    SealBinding binding = new SealBinding(dek, shareKey, context);
    try (SealKeys keys = SealKeys.derive(SUITE, binding, salt)) {
      byte[] claimed = Arrays.copyOfRange(sealed, SALT_BYTES, HEADER_BYTES);
      if (!keys.isCommittedTo(claimed)) {
        return Optional.empty();
      }
      ByteBuffer segments = ByteBuffer.wrap(sealed, HEADER_BYTES, sealed.length - HEADER_BYTES);
      return openSegments(keys, segments, frame) ? Frame.content(frame.flip()) : Optional.empty();
    } finally {
      Arrays.fill(frame.array(), (byte) 0);
    }
  }

  /**
   * How many bytes {@link #seal} gives.
   *
   * @param plaintextBytes the size of the plaintext
   */
  public static int sealedSizeBytes(int plaintextBytes) {
    return sealedBytes(Padding.padded(Frame.HEADER_BYTES + plaintextBytes));
  }

  /** Segment by segment through a buffer that stays in the processor's cache, and holds plaintext no longer than needed. */
  private static void sealSegments(SealKeys keys, Frame frame, ByteBuffer sealed) {
    int size = frame.sizeBytes();
    ByteBuffer segment = ByteBuffer.allocate(Math.min(size, SEGMENT_PLAIN_BYTES));
    try {
      for (int i = 0; i < segments(size); i++) {
        int from = i * SEGMENT_PLAIN_BYTES;
        segment.clear().limit(Math.min(size - from, SEGMENT_PLAIN_BYTES));
        frame.copy(from, segment);
        keys.cipher().seal(keys.nonce(i), associated(i, size), segment.flip(), sealed);
      }
    } finally {
      Arrays.fill(segment.array(), (byte) 0);
    }
  }

  private static boolean openSegments(SealKeys keys, ByteBuffer sealed, ByteBuffer frame) {
    int size = frame.capacity();
    int end = sealed.limit();
    for (int i = 0; i < segments(size); i++) {
      sealed.limit(Math.min(end, HEADER_BYTES + (i + 1) * SEGMENT_BYTES));
      if (!keys.cipher().open(keys.nonce(i), associated(i, size), sealed, frame)) {
        return false;
      }
    }
    return true;
  }

  /** be64(i) ‖ last flag ‖ length class. */
  private static byte[] associated(int segment, int frameBytes) {
    boolean last = segment == segments(frameBytes) - 1;
    return ByteBuffer.allocate(Long.BYTES + 2)
        .putLong(segment)
        .put((byte) (last ? 1 : 0))
        .put((byte) Padding.classNumber(frameBytes))
        .array();
  }

  private static int segments(int frameBytes) {
    return (frameBytes + SEGMENT_PLAIN_BYTES - 1) / SEGMENT_PLAIN_BYTES;
  }

  private static int sealedBytes(int frameBytes) {
    return HEADER_BYTES + frameBytes + AesGcm.TAG_BYTES * segments(frameBytes);
  }

  /** The size of the frame inside, or −1 if no frame seals to this size. */
  private static int frameBytes(int sealedBytes) {
    int body = sealedBytes - HEADER_BYTES;
    if (body <= 0 || sealedBytes > sealedSizeBytes(MAX_PLAINTEXT_BYTES)) {
      return -1;
    }
    int segments = (body + SEGMENT_BYTES - 1) / SEGMENT_BYTES;
    int frame = body - AesGcm.TAG_BYTES * segments;
    boolean possible = frame >= Frame.HEADER_BYTES && Padding.padded(frame) == frame;
    return possible && sealedBytes(frame) == sealedBytes ? frame : -1;
  }
}
