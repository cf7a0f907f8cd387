// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** CBOR by hand: pieces to be put together, rightly or wrongly, and to be taken apart again. Thread-safe. */
final class RawCbor {
  private static final int ARRAY = 4;
  private static final int MAP = 5;

  private RawCbor() {}

  static byte[] head(int major, long argument) {
    int log = argument < 1 << 8 ? 0 : argument < 1 << 16 ? 1 : argument < 1L << 32 ? 2 : 3;
    return argument < 24
        ? new byte[] {(byte) ((major << 5) | argument)}
        : longHead(major, argument, log);
  }

  /** A head of 2, 3, 5 or 9 bytes, also where a shorter one would do. */
  static byte[] longHead(int major, long argument, int log) {
    byte[] head = new byte[1 + (1 << log)];
    head[0] = (byte) ((major << 5) | (24 + log));
    byte[] number = BigInteger.valueOf(argument).toByteArray();
    int size = Math.min(number.length, head.length - 1);
    System.arraycopy(number, number.length - size, head, head.length - size, size);
    return head;
  }

  static byte[] number(long n) {
    return n < 0 ? head(1, ~n) : head(0, n);
  }

  static byte[] bytes(byte[] content) {
    return concat(head(2, content.length), content);
  }

  static byte[] text(String content) {
    byte[] utf8 = content.getBytes(StandardCharsets.UTF_8);
    return concat(head(3, utf8.length), utf8);
  }

  static byte[] array(byte[]... items) {
    return concat(head(ARRAY, items.length), concat(items));
  }

  /** Keys and values in turn. */
  static byte[] map(List<byte[]> entries) {
    return concat(head(MAP, entries.size() / 2), concat(entries.toArray(byte[][]::new)));
  }

  /** The items of an encoded array, or keys and values of an encoded map in turn. */
  static List<byte[]> items(byte[] encoded) {
    List<byte[]> items = new ArrayList<>();
    int at = afterHead(encoded, 0);
    while (at < encoded.length) {
      int end = end(encoded, at);
      items.add(Arrays.copyOfRange(encoded, at, end));
      at = end;
    }
    return items;
  }

  /** The content of an encoded byte string. */
  static byte[] content(byte[] encoded) {
    return Arrays.copyOfRange(encoded, afterHead(encoded, 0), encoded.length);
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static int end(byte[] in, int at) {
    int major = (in[at] & 0xff) >> 5;
    long argument = argument(in, at);
    int next = afterHead(in, at);
    if (major == 2 || major == 3) {
      return next + (int) argument;
    }
    long children = major == ARRAY ? argument : major == MAP ? 2 * argument : 0;
    for (long left = children; left > 0; left--) {
      next = end(in, next);
    }
    return next;
  }

  private static int afterHead(byte[] in, int at) {
    int info = in[at] & 0x1f;
    return info < 24 ? at + 1 : at + 1 + (1 << (info - 24));
  }

  private static long argument(byte[] in, int at) {
    int info = in[at] & 0x1f;
    return info < 24
        ? info
        : new BigInteger(1, Arrays.copyOfRange(in, at + 1, afterHead(in, at))).longValue();
  }
}
