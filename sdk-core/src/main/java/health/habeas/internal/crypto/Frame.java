// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a seal holds: an algorithm, the true length, the content, and zeros up to a padded size. Of one content there is one
 * frame of each algorithm that a reader takes. Immutable as far as its maker leaves the content alone.
 */
final class Frame {
  // algorithm (1) and length (8) stand before the content
  static final int HEADER_BYTES = 1 + Long.BYTES;

  private static final byte STORED = 0;
  private static final byte DEFLATED = 1;
  // What is larger is rarely text, and takes long.
  private static final int MAX_DEFLATED_BYTES = 1 << 20;
  // An image of a megabyte takes forty milliseconds to find out that it does not shrink.
  private static final int TRIED_FROM_BYTES = 1 << 15;
  private static final int TRIAL_BYTES = 1 << 12;
  private static final byte[] ZEROS = new byte[1 << 12];

  private final byte algorithm;
  private final int length;
  private final byte[] bytes;

  private Frame(byte algorithm, int length, byte[] bytes) {
    this.algorithm = algorithm;
    this.length = length;
    this.bytes = bytes;
  }

  /** The content as it is; not copied. */
  static Frame stored(byte[] content) {
    return new Frame(STORED, content.length, content);
  }

  /** The content compressed, if that makes a smaller frame; of much content, only if samples promise it. */
  static Frame smallest(byte[] content) {
    int stored = Padding.padded(HEADER_BYTES + content.length);
    // what is gained within a class is padded away
    int useful = Padding.below(stored) - HEADER_BYTES;
    return Optional.of(content)
        .filter(all -> all.length <= MAX_DEFLATED_BYTES && promises(all))
        .flatMap(all -> Compression.deflate(all, useful))
        .map(deflated -> new Frame(DEFLATED, content.length, deflated))
        .orElseGet(() -> stored(content));
  }

  int sizeBytes() {
    return Padding.padded(HEADER_BYTES + bytes.length);
  }

  /**
   * Copies a piece of the frame.
   *
   * @param from where it begins
   * @param piece filled to its limit
   */
  void copy(int from, ByteBuffer piece) {
    int at = from;
    if (at < HEADER_BYTES) {
      byte[] header =
          ByteBuffer.allocate(HEADER_BYTES).put(algorithm).putLong(length).array();
      int some = Math.min(HEADER_BYTES - at, piece.remaining());
      piece.put(header, at, some);
      at += some;
    }
    int some = Math.max(0, Math.min(HEADER_BYTES + bytes.length - at, piece.remaining()));
    if (some > 0) {
      piece.put(bytes, at - HEADER_BYTES, some);
    }
    while (piece.hasRemaining()) {
      piece.put(ZEROS, 0, Math.min(ZEROS.length, piece.remaining()));
    }
  }

  /** Of much content, whether any of three samples shrinks by a sixteenth. */
  private static boolean promises(byte[] content) {
    return content.length < TRIED_FROM_BYTES
        || IntStream.rangeClosed(1, 3)
            .map(quarter -> (content.length - TRIAL_BYTES) / 4 * quarter)
            .mapToObj(from -> Arrays.copyOfRange(content, from, from + TRIAL_BYTES))
            .anyMatch(sample ->
                Compression.deflate(sample, TRIAL_BYTES - TRIAL_BYTES / 16).isPresent());
  }

  /** The content of a frame; empty if nothing that this version writes gives it. */
  static Optional<byte[]> content(ByteBuffer frame) {
    byte algorithm = frame.get();
    long length = frame.getLong();
    if (length < 0 || length > Sealing.MAX_PLAINTEXT_BYTES) {
      return Optional.empty();
    }
    Optional<byte[]> content = switch (algorithm) {
      case STORED -> take(frame, (int) length);
      case DEFLATED -> Compression.inflate(frame, length);
      default -> Optional.empty();
    };
    return content.filter(all -> isFilledWithZeros(frame));
  }

  private static Optional<byte[]> take(ByteBuffer frame, int length) {
    if (length > frame.remaining()) {
      return Optional.empty();
    }
    byte[] content = new byte[length];
    frame.get(content);
    return Optional.of(content);
  }

  private static boolean isFilledWithZeros(ByteBuffer frame) {
    boolean canonical = Padding.padded(frame.position()) == frame.capacity();
    while (frame.hasRemaining()) {
      canonical &= frame.get() == 0;
    }
    return canonical;
  }
}
