// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import java.nio.ByteBuffer;

/** Small fixed encodings that hashes and derivations share: big-endian integers and concatenation. Thread-safe. */
public final class Bytes {
  private Bytes() {}

  /**
   * All parts, one after the other.
   *
   * @param parts in order
   */
  public static byte[] concat(byte[]... parts) {
    int size = 0;
    for (byte[] part : parts) {
      size += part.length;
    }
    ByteBuffer all = ByteBuffer.allocate(size);
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  /**
   * Four bytes, big-endian.
   *
   * @param value any int
   */
  public static byte[] be32(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  /**
   * Eight bytes, big-endian.
   *
   * @param value any long
   */
  public static byte[] be64(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }
}
