// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * Seals one part of a large record, so that any segment of it opens alone and proves to be the one that was written.
 *
 * <p>Guarantee: the commitment is compared before any AEAD call, as by {@link Sealing}. A segment is released only when its
 * tag holds and its SHA-256 is the one that the part's digest covers, so who trusts the digest need not trust everybody
 * who has the key. A cut, exchanged or foreign segment gives empty. Every call draws a fresh salt, hence a fresh AES key:
 * no pair of key and nonce repeats (L57).
 *
 * <p>Not done here: padding. Parts have a fixed size, and whoever cuts the content pads it as a whole.
 *
 * <p>Suite {@value #SUITE}; docs/spec/shards.md, "Part of a large record". Thread-safe.
 */
public final class PartSealing {
  /** The whole name of the construction, an input of its key derivation. */
  public static final String SUITE = "habeas-part-a256gcm-hkdfsha256/1";

  /** The size of a sealed segment but the last, in bytes. */
  public static final int SEALED_SEGMENT_BYTES = 64 << 10;

  /** How much content a segment holds, in bytes. */
  public static final int SEGMENT_BYTES = SEALED_SEGMENT_BYTES - AesGcm.TAG_BYTES;

  /** The most content that a part holds, in bytes: 16 segments. */
  public static final int MAX_BYTES = 16 * SEGMENT_BYTES;

  private static final int SALT_AND_COMMITMENT_BYTES =
      SealKeys.SALT_BYTES + SealKeys.COMMITMENT_BYTES;

  private final SecureRandom random;

  /**
   * With a source of salts.
   *
   * @param random injected only in tests
   */
  public PartSealing(SecureRandom random) {
    this.random = random;
  }

  /**
   * A sealed part.
   *
   * @param body segments, their digests, salt, commitment; handed over, not copied
   * @param digest what the part is known by, 32 bytes
   */
  public record Sealed(byte[] body, byte[] digest) {}

  /**
   * A part as its record knows it.
   *
   * @param sizeBytes of its content, 1 to {@link #MAX_BYTES}
   * @param digest what {@link #seal} gave
   */
  public record Expected(int sizeBytes, byte[] digest) {
    /** Checks the size. */
    public Expected {
      requireSize(sizeBytes);
    }
  }

  /**
   * Seals.
   *
   * @param binding keys and context
   * @param content 1 to {@link #MAX_BYTES} bytes, read to the limit
   */
  public Sealed seal(SealBinding binding, ByteBuffer content) {
    int size = content.remaining();
    requireSize(size);
    byte[] salt = new byte[SealKeys.SALT_BYTES];
    random.nextBytes(salt);
    int segments = segments(size);
    ByteBuffer digests = ByteBuffer.allocate(segments * Sha256.SIZE_BYTES);
    ByteBuffer body = ByteBuffer.allocate(bodyBytes(size));
    try (SealKeys keys = SealKeys.derive(SUITE, binding, salt)) {
      ByteBuffer rest = content.slice();
      for (int i = 0; i < segments; i++) {
        rest.limit(Math.min(size, (i + 1) * SEGMENT_BYTES));
        digests.put(Sha256.of(rest));
        keys.cipher().seal(keys.nonce(i), associated(i, false), rest, body);
      }
      content.position(content.limit());
      keys.cipher().seal(keys.nonce(segments), associated(segments, true), digests.flip(), body);
      body.put(salt).put(keys.commitment());
    }
    return new Sealed(body.array(), Sha256.of(Domain.PART, digests.array()));
  }

  /**
   * What opens the segments of a part; empty if keys, context or digest are another part's, or the end was altered.
   *
   * @param binding the same as when it was sealed
   * @param part size and digest, from the record
   * @param end the last {@link #endBytes} of the body
   */
  public static Optional<OpenPart> open(SealBinding binding, Expected part, byte[] end) {
    int digestBytes = segments(part.sizeBytes()) * Sha256.SIZE_BYTES;
    if (end.length != endBytes(part.sizeBytes())) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(end);
    byte[] claimed = Arrays.copyOfRange(end, end.length - SealKeys.COMMITMENT_BYTES, end.length);
    in.limit(digestBytes + AesGcm.TAG_BYTES);
    byte[] salt = Arrays.copyOfRange(end, in.limit(), in.limit() + SealKeys.SALT_BYTES);
    ByteBuffer digests = ByteBuffer.allocate(digestBytes);
    SealKeys keys = SealKeys.derive(SUITE, binding, salt);
    int last = segments(part.sizeBytes());
    boolean sound = keys.isCommittedTo(claimed)
        && keys.cipher().open(keys.nonce(last), associated(last, true), in, digests)
        && Arrays.equals(part.digest(), Sha256.of(Domain.PART, digests.array()));
    if (!sound) {
      keys.close();
      return Optional.empty();
    }
    return Optional.of(new OpenPart(keys, part.sizeBytes(), digests.array()));
  }

  /** Opens segments one at a time. Wipes its keys when closed. Not thread-safe. */
  public static final class OpenPart implements AutoCloseable {
    private final SealKeys keys;
    private final int sizeBytes;
    private final byte[] digests;

    private OpenPart(SealKeys keys, int sizeBytes, byte[] digests) {
      this.keys = keys;
      this.sizeBytes = sizeBytes;
      this.digests = digests;
    }

    /** How many segments there are. */
    public int segments() {
      return PartSealing.segments(sizeBytes);
    }

    /**
     * Appends a segment's content; false, and nothing that may be used, if it is not what was sealed here.
     *
     * @param index 0 to {@link #segments} − 1
     * @param sealed its bytes, read to the limit
     * @param content with room for exactly this segment at least
     */
    public boolean open(int index, ByteBuffer sealed, ByteBuffer content) {
      int size = Math.min(SEGMENT_BYTES, sizeBytes - index * SEGMENT_BYTES);
      if (sealed.remaining() != size + AesGcm.TAG_BYTES) {
        return false;
      }
      int from = content.position();
      if (!keys.cipher().open(keys.nonce(index), associated(index, false), sealed, content)) {
        return false;
      }
      ByteBuffer opened = content.duplicate().flip().position(from);
      int digest = index * Sha256.SIZE_BYTES;
      return Arrays.equals(
          Sha256.of(opened), Arrays.copyOfRange(digests, digest, digest + Sha256.SIZE_BYTES));
    }

    @Override
    public void close() {
      keys.close();
    }
  }

  /**
   * The size of a part's body.
   *
   * @param sizeBytes of its content
   */
  public static int bodyBytes(int sizeBytes) {
    return sizeBytes + segments(sizeBytes) * AesGcm.TAG_BYTES + endBytes(sizeBytes);
  }

  /**
   * The size of what follows the segments in a body.
   *
   * @param sizeBytes of the part's content
   */
  public static int endBytes(int sizeBytes) {
    return segments(sizeBytes) * Sha256.SIZE_BYTES + AesGcm.TAG_BYTES + SALT_AND_COMMITMENT_BYTES;
  }

  private static int segments(int sizeBytes) {
    return (sizeBytes + SEGMENT_BYTES - 1) / SEGMENT_BYTES;
  }

  /** be64(i) ‖ last flag: the digests are the last segment. */
  private static byte[] associated(int segment, boolean last) {
    return ByteBuffer.allocate(Long.BYTES + 1)
        .putLong(segment)
        .put((byte) (last ? 1 : 0))
        .array();
  }

  private static void requireSize(int sizeBytes) {
    if (sizeBytes < 1 || sizeBytes > MAX_BYTES) {
      throw new IllegalArgumentException("a part has 1 to " + MAX_BYTES + " bytes");
    }
  }
}
