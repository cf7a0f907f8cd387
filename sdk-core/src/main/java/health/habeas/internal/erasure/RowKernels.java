// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The loops under {@link RowProgram}: sums of rows, and sums to a row that is multiplied by x, eight bytes at a time.
 *
 * <p>The shape is what HotSpot's C2 turns into vector code, on JDK 17 too: one loop a method, one array written, every
 * array read and written at the same index. A second array written, an offset of its own for an array, a plain {@code
 * byte[]} loop or a longer body stay scalar, ten times slower. A row may be read and written at once: no byte depends on
 * its neighbours. Thread-safe.
 */
final class RowKernels {
  /** How many rows one sum may have. */
  static final int MAX_SUM = 7;

  /** How many rows may be added to a multiplied one at once. */
  static final int MAX_ADDED = 4;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long OTHER_BITS = 0x7f7f7f7f7f7f7f7fL;
  private static final long REDUCED = 0x1d1d1d1d1d1d1d1dL;

  private RowKernels() {}

  /** d = the sum of 1 to {@link #MAX_SUM} rows. */
  static void sum(byte[] d, byte[][] rows, int[] of, int from, int to) {
    byte[] a = rows[of[0]];
    switch (of.length) {
      case 1 -> System.arraycopy(a, from, d, from, to - from);
      case 2 -> sum(d, a, rows[of[1]], from, to);
      case 3 -> sum(d, a, rows[of[1]], rows[of[2]], from, to);
      case 4 -> sum(d, a, rows[of[1]], rows[of[2]], rows[of[3]], from, to);
      case 5 -> sum(d, a, rows[of[1]], rows[of[2]], rows[of[3]], rows[of[4]], from, to);
      case 6 ->
        sum(d, a, rows[of[1]], rows[of[2]], rows[of[3]], rows[of[4]], rows[of[5]], from, to);
      default ->
        sum(
            d,
            a,
            rows[of[1]],
            rows[of[2]],
            rows[of[3]],
            rows[of[4]],
            rows[of[5]],
            rows[of[6]],
            from,
            to);
    }
  }

  /** d = x times the first row, plus the 0 to {@link #MAX_ADDED} others. */
  static void times(byte[] d, byte[][] rows, int[] of, int from, int to) {
    byte[] p = rows[of[0]];
    switch (of.length) {
      case 1 -> times(d, p, from, to);
      case 2 -> times(d, p, rows[of[1]], from, to);
      case 3 -> times(d, p, rows[of[1]], rows[of[2]], from, to);
      case 4 -> times(d, p, rows[of[1]], rows[of[2]], rows[of[3]], from, to);
      default -> times(d, p, rows[of[1]], rows[of[2]], rows[of[3]], rows[of[4]], from, to);
    }
  }

  private static void sum(byte[] d, byte[] a, byte[] b, int from, int to) {
    for (int i = from; i < to; i += Long.BYTES) {
      put(d, i, word(a, i) ^ word(b, i));
    }
  }

  private static void sum(byte[] d, byte[] a, byte[] b, byte[] c, int from, int to) {
    for (int i = from; i < to; i += Long.BYTES) {
      put(d, i, word(a, i) ^ word(b, i) ^ word(c, i));
    }
  }

  private static void sum(byte[] d, byte[] a, byte[] b, byte[] c, byte[] e, int from, int to) {
    for (int i = from; i < to; i += Long.BYTES) {
      put(d, i, word(a, i) ^ word(b, i) ^ word(c, i) ^ word(e, i));
    }
  }

  private static void sum(
      byte[] d, byte[] a, byte[] b, byte[] c, byte[] e, byte[] f, int from, int to) {
    for (int i = from; i < to; i += Long.BYTES) {
      put(d, i, word(a, i) ^ word(b, i) ^ word(c, i) ^ word(e, i) ^ word(f, i));
    }
  }

  private static void sum(
      byte[] d, byte[] a, byte[] b, byte[] c, byte[] e, byte[] f, byte[] g, int from, int to) {
    for (int i = from; i < to; i += Long.BYTES) {
      put(d, i, word(a, i) ^ word(b, i) ^ word(c, i) ^ word(e, i) ^ word(f, i) ^ word(g, i));
    }
  }

  private static void sum(
      byte[] d,
      byte[] a,
      byte[] b,
      byte[] c,
      byte[] e,
      byte[] f,
      byte[] g,
      byte[] h,
      int from,
      int to) {
    for (int i = from; i < to; i += Long.BYTES) {
      put(
          d,
          i,
          word(a, i) ^ word(b, i) ^ word(c, i) ^ word(e, i) ^ word(f, i) ^ word(g, i) ^ word(h, i));
    }
  }

  private static void times(byte[] d, byte[] p, int from, int to) {
    for (int i = from; i < to; i += Long.BYTES) {
      put(d, i, timesX(word(p, i)));
    }
  }

  private static void times(byte[] d, byte[] p, byte[] a, int from, int to) {
    for (int i = from; i < to; i += Long.BYTES) {
      put(d, i, timesX(word(p, i)) ^ word(a, i));
    }
  }

  private static void times(byte[] d, byte[] p, byte[] a, byte[] b, int from, int to) {
    for (int i = from; i < to; i += Long.BYTES) {
      put(d, i, timesX(word(p, i)) ^ word(a, i) ^ word(b, i));
    }
  }

  private static void times(byte[] d, byte[] p, byte[] a, byte[] b, byte[] c, int from, int to) {
    for (int i = from; i < to; i += Long.BYTES) {
      put(d, i, timesX(word(p, i)) ^ word(a, i) ^ word(b, i) ^ word(c, i));
    }
  }

  private static void times(
      byte[] d, byte[] p, byte[] a, byte[] b, byte[] c, byte[] e, int from, int to) {
    for (int i = from; i < to; i += Long.BYTES) {
      put(d, i, timesX(word(p, i)) ^ word(a, i) ^ word(b, i) ^ word(c, i) ^ word(e, i));
    }
  }

  /** Eight field elements times x: shifted, and reduced by 0x1d where the top bit went out. */
  static long timesX(long v) {
    long out = (v >>> 7) & LOW_BITS;
    long kept = v & OTHER_BITS;
    // An addition where a shift would do: vector units have more adders than shifters.
    return (kept + kept) ^ (((out << 8) - out) & REDUCED);
  }

  private static long word(byte[] row, int at) {
    return (long) WORDS.get(row, at);
  }

  private static void put(byte[] row, int at, long word) {
    WORDS.set(row, at, word);
  }
}
