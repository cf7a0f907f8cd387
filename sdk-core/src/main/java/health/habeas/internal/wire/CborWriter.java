// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes deterministic CBOR (RFC 8949, section 4.2.1): shortest heads, definite lengths.
 *
 * <p>The caller writes as many items as an array announces, and for each entry of a map a {@link #key} and one item,
 * keys ascending; {@link CborReader} refuses anything else, so a mistake shows in the first round trip. Not
 * thread-safe: one per encoding.
 */
public final class CborWriter {
  private static final int START_BYTES = 256;

  // not a ByteArrayOutputStream: that takes a lock for every byte
  private byte[] out;
  private int size;

  /** For an encoding of any size. */
  public CborWriter() {
    this(START_BYTES);
  }

  /**
   * For an encoding of about this size; a longer one costs a copy.
   *
   * @param sizeBytes 0 or more
   */
  public CborWriter(int sizeBytes) {
    this.out = new byte[sizeBytes];
  }

  /**
   * An array of so many items, which follow.
   *
   * @param items how many
   */
  public CborWriter array(int items) {
    return head(Major.ARRAY, items);
  }

  /**
   * A map of so many entries, which follow.
   *
   * @param entries how many
   */
  public CborWriter map(int entries) {
    return head(Major.MAP, entries);
  }

  /**
   * The key of the next map entry.
   *
   * @param key 0 or more, above the one before
   */
  public CborWriter key(int key) {
    return head(Major.UNSIGNED, key);
  }

  /**
   * An integer.
   *
   * @param value any long
   */
  public CborWriter integer(long value) {
    return value < 0 ? head(Major.NEGATIVE, ~value) : head(Major.UNSIGNED, value);
  }

  /**
   * A byte string.
   *
   * @param value its bytes
   */
  public CborWriter bytes(byte[] value) {
    return head(Major.BYTES, value.length).encoded(value);
  }

  /**
   * A text string.
   *
   * @param value without unpaired surrogates, which UTF-8 can't hold
   */
  public CborWriter text(String value) {
    byte[] utf8 = utf8(value);
    return head(Major.TEXT, utf8.length).encoded(utf8);
  }

  /**
   * What this writer's kind has already encoded: one item, or the beginning of an array.
   *
   * @param item bytes of an encoding
   */
  public CborWriter encoded(byte[] item) {
    room(item.length);
    System.arraycopy(item, 0, out, size, item.length);
    size += item.length;
    return this;
  }

  /**
   * A byte string.
   *
   * @param value all that remains of it
   */
  public CborWriter bytes(ByteBuffer value) {
    int length = value.remaining();
    head(Major.BYTES, length);
    room(length);
    value.get(out, size, length);
    size += length;
    return this;
  }

  /** What was written so far; writing goes on elsewhere. */
  public byte[] toBytes() {
    // a full array is never written to again
    return size == out.length ? out : Arrays.copyOf(out, size);
  }

  /**
   * Whether exactly these bytes were written so far, without a copy.
   *
   * @param expected what they should be
   */
  public boolean wrote(byte[] expected) {
    return Arrays.equals(out, 0, size, expected, 0, expected.length);
  }

  /**
   * The UTF-8 bytes of a text, the order in which sets of texts are sorted.
   *
   * @param value without unpaired surrogates
   */
  public static byte[] utf8(String value) {
    // nearly every text is, and setting up an encoder takes longer than encoding it
    return isAscii(value) ? value.getBytes(StandardCharsets.US_ASCII) : strictUtf8(value);
  }

  private static boolean isAscii(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static byte[] strictUtf8(String value) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the text holds half a surrogate pair", e);
    }
  }

  /**
   * How many bytes a byte string takes with its head.
   *
   * @param length of its content
   */
  public static int bytesSize(int length) {
    return length < 24 ? 1 + length : 1 + (1 << sizeLog(length)) + length;
  }

  /** Binary logarithm of the bytes that an argument of 24 or more takes. */
  private static int sizeLog(long argument) {
    if (argument < 0 || argument > 0xffff_ffffL) {
      return 3;
    }
    return argument > 0xffff ? 2 : argument > 0xff ? 1 : 0;
  }

  private CborWriter head(Major major, long argument) {
    int type = major.bits();
    if (argument >= 0 && argument < 24) {
      room(1);
      out[size++] = (byte) (type | argument);
      return this;
    }
    int log = sizeLog(argument);
    room(1 + (1 << log));
    out[size++] = (byte) (type | (24 + log));
    for (int shift = (8 << log) - 8; shift >= 0; shift -= 8) {
      out[size++] = (byte) (argument >>> shift);
    }
    return this;
  }

  private void room(int more) {
    if (out.length - size < more) {
      out = Arrays.copyOf(out, Math.max(2 * out.length, Math.addExact(size, more)));
    }
  }
}
