// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight bytes at once. Source: H. S. Warren, Hacker's Delight, 2nd edition, section 6-1. */
final class EightBytes {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';

  private EightBytes() {}

  /** The first position from {@code from} on with a quote, a backslash, a control or a byte above 127, or the end. */
  static int skipPlain(byte[] bytes, int from, int end) {
    int p = from;
    for (; p <= end - Long.BYTES; p += Long.BYTES) {
      long unusual = unusual((long) LONG.get(bytes, p));
      if (unusual != 0) {
        return p + Long.numberOfTrailingZeros(unusual) / Byte.SIZE;
      }
    }
    while (p < end && bytes[p] >= ' ' && bytes[p] != '"' && bytes[p] != '\\') {
      p++;
    }
    return p;
  }

  /** The first position from {@code from} on that is behind whole groups of eight spaces. */
  static int skipSpaces(byte[] bytes, int from, int end) {
    int p = from;
    while (p <= end - Long.BYTES && (long) LONG.get(bytes, p) == SPACES) {
      p += Long.BYTES;
    }
    return p;
  }

  /** The lowest bit that is set stands in the first unusual byte; bits above it may be borrowed ones. */
  private static long unusual(long eight) {
    return (zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES) | (eight - SPACES) | eight) & HIGH;
  }

  private static long zeros(long eight) {
    return (eight - ONES) & ~eight;
  }
}
