// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** CBOR by hand: pieces that are right, to be put together rightly or wrongly. */
final class Cbor {
  static final byte[] ALL = text("ALL");

  private Cbor() {}

  static byte[] head(int major, long argument) {
    if (argument < 24) {
      return new byte[] {(byte) ((major << 5) | (int) argument)};
    }
    int log = argument < 1 << 8 ? 0 : argument < 1 << 16 ? 1 : argument < 1L << 32 ? 2 : 3;
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

  static byte[] filled(int size, int value) {
    byte[] content = new byte[size];
    Arrays.fill(content, (byte) value);
    return content;
  }

  static byte[] text(String content) {
    byte[] utf8 = content.getBytes(StandardCharsets.UTF_8);
    return concat(head(3, utf8.length), utf8);
  }

  static byte[] array(byte[]... items) {
    return concat(head(4, items.length), concat(items));
  }

  static byte[] array(List<byte[]> items) {
    return array(items.toArray(byte[][]::new));
  }

  static byte[] numbers(long... items) {
    return array(Arrays.stream(items).mapToObj(Cbor::number).toList());
  }

  static byte[] texts(String... items) {
    return array(Arrays.stream(items).map(Cbor::text).toList());
  }

  static byte[] set(List<byte[]> items) {
    return array(items.stream().sorted(Arrays::compareUnsigned).toList());
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
