// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.wire;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads exactly what {@link CborWriter} writes and nothing else, so that whatever it accepts re-encodes to itself (L1).
 *
 * <p>Refused with {@link InvalidInputException} and the caller's code: tags, floats, simple values, indefinite lengths,
 * heads that are not the shortest, integers beyond 64 bits, map keys that are not ascending non-negative ints, invalid
 * UTF-8, nesting deeper than {@value #MAX_DEPTH}, lengths beyond the input, and, at {@link #end}, missing or trailing
 * bytes. Work and memory are bounded by the size of the input (L5). Not thread-safe: one per decoding.
 */
public final class CborReader {
  /** How many arrays and maps may be open at once. */
  public static final int MAX_DEPTH = 8;

  private static final long ARRAY = -2;

  private final byte[] in;
  private final ErrorCode code;
  // for each open array or map: items still to come, and the last key (-1 at the start; arrays keep
  // -2)
  private final long[] due = new long[MAX_DEPTH + 1];
  private final long[] lastKey = new long[MAX_DEPTH + 1];
  private int depth;
  private int at;

  private CborReader(byte[] in, ErrorCode code) {
    this.in = in;
    this.code = code;
    this.due[0] = 1;
    this.lastKey[0] = ARRAY;
  }

  /**
   * Starts reading one data item.
   *
   * @param bytes the whole input; not copied, so it must not change meanwhile
   * @param code what a refusal is called
   */
  public static CborReader of(byte[] bytes, ErrorCode code) {
    return new CborReader(bytes, code);
  }

  /** The kind of the next item, without reading it. */
  public Major peek() {
    Major major = Major.of(peekByte());
    if (major == null) {
      throw refusal("a tag, float or simple value");
    }
    return major;
  }

  /**
   * Opens an array and returns how many items it has.
   *
   * @param max the most that are allowed
   */
  public int array(int max) {
    int items = (int) length(Major.ARRAY, max, 1);
    open(items, ARRAY);
    return items;
  }

  /**
   * Opens an array that must have exactly so many items.
   *
   * @param items how many
   */
  public void arrayOf(int items) {
    if (array(items) != items) {
      throw refusal("an array that lacks items");
    }
  }

  /**
   * Opens a map and returns how many entries it has.
   *
   * @param max the most that are allowed
   */
  public int map(int max) {
    int entries = (int) length(Major.MAP, max, 2);
    open(entries, -1);
    return entries;
  }

  /**
   * Opens a map that must have exactly so many entries.
   *
   * @param entries how many
   */
  public void mapOf(int entries) {
    if (map(entries) != entries) {
      throw refusal("a map that lacks fields");
    }
  }

  /** The key of the next map entry. */
  public int key() {
    long key = head(Major.UNSIGNED);
    if (key < 0 || key > Integer.MAX_VALUE || lastKey[depth] == ARRAY || key <= lastKey[depth]) {
      throw refusal("a map key that is not an int above the one before");
    }
    lastKey[depth] = key;
    return (int) key;
  }

  /**
   * Reads the next key, which must be this one: a missing, unknown, repeated or unsorted field is refused.
   *
   * @param expected the key that the schema has here
   */
  public CborReader key(int expected) {
    if (key() != expected) {
      throw refusal("another field than " + expected);
    }
    return this;
  }

  /** An integer. */
  public long integer() {
    Major major = peek();
    if (major != Major.UNSIGNED && major != Major.NEGATIVE) {
      throw refusal("something else than an integer");
    }
    long argument = head(major);
    if (argument < 0) {
      throw refusal("an integer beyond 64 bits");
    }
    close();
    return major == Major.NEGATIVE ? ~argument : argument;
  }

  /**
   * An integer within bounds.
   *
   * @param min the least
   * @param max the most
   */
  public long integer(long min, long max) {
    long value = integer();
    if (value < min || value > max) {
      throw refusal("an integer out of bounds");
    }
    return value;
  }

  /**
   * A byte string.
   *
   * @param maxBytes the longest allowed
   */
  public byte[] bytes(int maxBytes) {
    byte[] value = take((int) length(Major.BYTES, maxBytes, 1));
    close();
    return value;
  }

  /**
   * A byte string of an exact length.
   *
   * @param sizeBytes the length
   */
  public byte[] bytesOf(int sizeBytes) {
    byte[] value = bytes(sizeBytes);
    if (value.length != sizeBytes) {
      throw refusal("a byte string that is too short");
    }
    return value;
  }

  /**
   * A text string.
   *
   * @param maxBytes the longest allowed, in UTF-8 bytes
   */
  public String text(int maxBytes) {
    byte[] utf8 = take((int) length(Major.TEXT, maxBytes, 1));
    close();
    String text = new String(utf8, StandardCharsets.UTF_8);
    // What is malformed became U+FFFD, so only a text that has one needs the strict decoder, which
    // is slow to set up.
    return text.indexOf('\ufffd') < 0 ? text : strictUtf8(utf8);
  }

  /** How many bytes were read so far: where the next item starts. */
  public int position() {
    return at;
  }

  /**
   * Whether the item that ends here sorts after the one before it, by their encodings, as the items of a set do. It
   * compares the input itself, which holds the one encoding that each item has.
   *
   * @param before where the item before starts
   * @param start where it ends, and the item that ends here starts
   */
  public boolean ascends(int before, int start) {
    return Arrays.compareUnsigned(in, before, start, in, start, at) < 0;
  }

  /** Says that the item is complete: nothing may be missing and nothing may follow. */
  public void end() {
    if (depth != 0 || due[0] != 0) {
      throw refusal("fewer items than announced");
    }
    if (at != in.length) {
      throw refusal("bytes after the end");
    }
  }

  /**
   * The error for bytes that are well-formed but not what the schema wants here.
   *
   * @param found what was found, as a noun phrase without values
   */
  public InvalidInputException refusal(String found) {
    return new InvalidInputException(code, "the bytes hold " + found + " near byte " + at);
  }

  private void open(long items, long startKey) {
    if (depth == MAX_DEPTH) {
      throw refusal("nesting deeper than " + MAX_DEPTH);
    }
    depth++;
    due[depth] = items;
    lastKey[depth] = startKey;
    closeFinished();
  }

  // one item is complete; an array or map that thereby becomes complete is itself an item
  private void close() {
    due[depth]--;
    closeFinished();
  }

  private void closeFinished() {
    while (depth > 0 && due[depth] == 0) {
      depth--;
      due[depth]--;
    }
  }

  // every item takes at least one byte, so a count beyond the rest is refused before anything is
  // allocated
  private long length(Major major, int max, int bytesEach) {
    if (peek() != major) {
      throw refusal("another kind of item than " + major);
    }
    long length = head(major);
    if (length < 0 || length > max) {
      throw refusal("more than the allowed " + max + " in " + major);
    }
    if (length * bytesEach > in.length - at) {
      throw refusal("a length beyond the end");
    }
    return length;
  }

  private long head(Major major) {
    if (due[depth] == 0) {
      throw refusal("more items than announced");
    }
    if (peek() != major) {
      throw refusal("another kind of item than " + major);
    }
    int info = in[at++] & 0x1f;
    if (info < 24) {
      return info;
    }
    if (info > 27) {
      throw refusal("an indefinite or reserved length");
    }
    int log = info - 24;
    int size = 1 << log;
    require(size);
    long argument = 0;
    for (int end = at + size; at < end; at++) {
      argument = (argument << 8) | (in[at] & 0xff);
    }
    long least = log == 0 ? 24 : 1L << (4 << log);
    if (Long.compareUnsigned(argument, least) < 0) {
      throw refusal("a head that is not the shortest");
    }
    return argument;
  }

  private byte[] take(int count) {
    require(count);
    byte[] taken = Arrays.copyOfRange(in, at, at + count);
    at += count;
    return taken;
  }

  private void require(int count) {
    if (count > in.length - at) {
      throw refusal("a length beyond the end");
    }
  }

  private String strictUtf8(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw refusal("text that is not UTF-8");
    }
  }

  private byte peekByte() {
    if (at == in.length) {
      throw refusal("no more items");
    }
    return in[at];
  }
}
