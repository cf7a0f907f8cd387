// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.ByteBuffer;

/**
 * Reads CBOR (RFC 8949) as receipts hold it, strictly: shortest lengths, nothing indefinite, no floats. Not thread-safe: one
 * per text.
 */
final class CborReader {
  private static final int UNSIGNED = 0;
  private static final int NEGATIVE = 1;
  private static final int BYTES = 2;
  private static final int TEXT = 3;
  private static final int ARRAY = 4;
  private static final int MAP = 5;
  private static final int TAG = 6;
  private static final int SIMPLE = 7;
  private static final int NULL = 22;
  private static final int MAX_DEPTH = 8;
  // the least values that need 1, 2, 4 and 8 bytes of argument
  private static final long[] LEAST = {24, 0x100, 0x1_0000, 0x1_0000_0000L};

  private final ByteBuffer rest;

  CborReader(byte[] cbor) {
    this.rest = ByteBuffer.wrap(cbor);
  }

  int position() {
    return rest.position();
  }

  long unsigned() {
    return head(UNSIGNED);
  }

  long integer() {
    return type() == NEGATIVE ? -1 - head(NEGATIVE) : head(UNSIGNED);
  }

  byte[] bytes() {
    return take(head(BYTES));
  }

  String text() {
    return Utf8Text.decode(take(head(TEXT)));
  }

  /** The number of items that follow. */
  int array() {
    return count(head(ARRAY), 1);
  }

  /** The number of pairs that follow. */
  int map() {
    return count(head(MAP), 2);
  }

  void tag(long expected) {
    check(head(TAG) == expected);
  }

  boolean isBytes() {
    return type() == BYTES;
  }

  boolean isInteger() {
    return type() <= NEGATIVE;
  }

  void nil() {
    check(head(SIMPLE) == NULL);
  }

  void end() {
    check(!rest.hasRemaining());
  }

  /** Passes over one item of any kind but a float. */
  void skip() {
    skip(0);
  }

  private void skip(int depth) {
    check(depth < MAX_DEPTH);
    switch (type()) {
      case UNSIGNED, NEGATIVE -> integer();
      case BYTES -> bytes();
      case TEXT -> text();
      case ARRAY -> skipAll(array(), depth);
      case MAP -> skipAll(2 * map(), depth);
      case TAG -> {
        head(TAG);
        skip(depth + 1);
      }
      default -> check(head(SIMPLE) < LEAST[0]);
    }
  }

  private void skipAll(int items, int depth) {
    for (int i = 0; i < items; i++) {
      skip(depth + 1);
    }
  }

  private int type() {
    check(rest.hasRemaining());
    return (rest.get(rest.position()) & 0xff) >>> 5;
  }

  private long head(int type) {
    check(type() == type);
    int low = rest.get() & 0x1f;
    if (low < LEAST[0]) {
      return low;
    }
    int size = low - (int) LEAST[0]; // 0 to 3: an argument of 1, 2, 4 or 8 bytes
    check(size < LEAST.length && type != SIMPLE && rest.remaining() >= 1 << size);
    long argument = 0;
    for (int i = 0; i < 1 << size; i++) {
      argument = argument << Byte.SIZE | (rest.get() & 0xff);
    }
    check(argument >= LEAST[size]); // the shortest form; and not beyond 2^63 - 1
    return argument;
  }

  private byte[] take(long length) {
    check(length <= rest.remaining());
    byte[] bytes = new byte[(int) length];
    rest.get(bytes);
    return bytes;
  }

  // each item takes a byte at least, so a forged count can't cost memory
  private int count(long count, int itemsEach) {
    check(count <= rest.remaining() / itemsEach);
    return (int) count;
  }

  static void check(boolean wellFormed) {
    if (!wellFormed) {
      throw malformed("it is not strict CBOR of the expected form");
    }
  }

  static LedgerException malformed(String what) {
    return new LedgerException.Integrity(
        LedgerErrorCode.RECEIPT_MALFORMED, "a COSE receipt is refused: " + what);
  }
}
