// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * DEFLATE (RFC 1951) with a preset dictionary of what FHIR resources have in common, so that a record of a kilobyte shrinks
 * without any other record beside it: what is compressed together could tell of one another by their size.
 *
 * <p>Limit: zlib keeps the last record of each thread in its window. Thread-safe.
 */
final class Compression {
  private static final int LEVEL = 6;
  // RFC 1951 can't do better: 258 bytes for one bit of length and one of distance
  private static final long MAX_RATIO = 1032;
  private static final byte[] DICTIONARY = dictionary();

  private static final ThreadLocal<Deflater> DEFLATER =
      ThreadLocal.withInitial(() -> new Deflater(LEVEL, true));
  private static final ThreadLocal<Inflater> INFLATER =
      ThreadLocal.withInitial(() -> new Inflater(true));

  private Compression() {}

  /**
   * The compressed bytes, if there are at most so many.
   *
   * @param content what to compress
   * @param maxBytes where it would be of no use any more
   */
  static Optional<byte[]> deflate(byte[] content, int maxBytes) {
    if (maxBytes < 1) {
      return Optional.empty();
    }
    Deflater deflater = DEFLATER.get();
    byte[] compressed = new byte[maxBytes];
    try {
      deflater.setDictionary(DICTIONARY);
      deflater.setInput(content);
      deflater.finish();
      int size = deflater.deflate(compressed);
      return deflater.finished() ? Optional.of(Arrays.copyOf(compressed, size)) : Optional.empty();
    } finally {
      deflater.reset();
    }
  }

  /**
   * The content; empty if it has not exactly this length.
   *
   * @param compressed read as far as the content goes
   * @param length of the content; never more is produced
   */
  static Optional<byte[]> inflate(ByteBuffer compressed, long length) {
    if (length > MAX_RATIO * compressed.remaining()) {
      return Optional.empty();
    }
    Inflater inflater = INFLATER.get();
    byte[] content = new byte[(int) length];
    try {
      inflater.setDictionary(DICTIONARY);
      inflater.setInput(compressed.duplicate());
      int size = inflater.inflate(content);
      // The end may take one more call; what is longer than it says shows by another byte.
      boolean longer = !inflater.finished() && inflater.inflate(new byte[1]) > 0;
      if (size != length || longer || !inflater.finished()) {
        return Optional.empty();
      }
      compressed.position(compressed.limit() - inflater.getRemaining());
      return Optional.of(content);
    } catch (DataFormatException e) {
      return Optional.empty();
    } finally {
      inflater.reset();
    }
  }

  private static byte[] dictionary() {
    try (InputStream in = Compression.class.getResourceAsStream("records-1.txt")) {
      return Objects.requireNonNull(in, "records-1.txt is a part of this library")
          .readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
