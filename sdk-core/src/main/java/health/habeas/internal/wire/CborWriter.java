// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Writes deterministic CBOR (RFC 8949, section 4.2.1): shortest heads, definite lengths.
 *
 * <p>The caller writes as many items as an array announces, and for each entry of a map a {@link #key} and one item,
 * keys ascending; {@link CborReader} refuses anything else, so a mistake shows in the first round trip. Not
 * thread-safe: one per encoding.
 */
public final class CborWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

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
    head(Major.BYTES, value.length).out.writeBytes(value);
    return this;
  }

  /**
   * A text string.
   *
   * @param value without unpaired surrogates, which UTF-8 can't hold
   */
  public CborWriter text(String value) {
    byte[] utf8 = utf8(value);
    head(Major.TEXT, utf8.length).out.writeBytes(utf8);
    return this;
  }

  /**
   * One item that this writer's kind has already encoded.
   *
   * @param item exactly one data item
   */
  public CborWriter encoded(byte[] item) {
    out.writeBytes(item);
    return this;
  }

  /** What was written so far, a fresh copy. */
  public byte[] toBytes() {
    return out.toByteArray();
  }

  /**
   * The UTF-8 bytes of a text, the order in which sets of texts are sorted.
   *
   * @param value without unpaired surrogates
   */
  public static byte[] utf8(String value) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the text holds half a surrogate pair", e);
    }
  }

  private CborWriter head(Major major, long argument) {
    int type = major.bits();
    if (argument >= 0 && argument < 24) {
      out.write(type | (int) argument);
      return this;
    }
    int log = argument < 0 || argument > 0xffff_ffffL
        ? 3
        : argument > 0xffff ? 2 : argument > 0xff ? 1 : 0;
    out.write(type | (24 + log));
    for (int shift = (8 << log) - 8; shift >= 0; shift -= 8) {
      out.write((int) (argument >>> shift));
    }
    return this;
  }
}
