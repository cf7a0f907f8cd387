// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import java.util.Arrays;

/**
 * Where a sealed record lies in the body of its pack. Immutable.
 *
 * @param offset of its first byte, 0 or more
 * @param length in bytes, at least 1
 */
public record Extent(int offset, int length) {
  /** Checks that the end is a position too. */
  public Extent {
    if (offset < 0 || length < 1 || offset > Integer.MAX_VALUE - length) {
      throw new IllegalArgumentException("an extent begins at 0 or later and is not empty");
    }
  }

  /** The position after the last byte. */
  public int end() {
    return offset + length;
  }

  /** The same bytes, seen from a later beginning. */
  Extent minus(int start) {
    return new Extent(offset - start, length);
  }

  /**
   * The bytes themselves.
   *
   * @param body of the pack, which reaches to the end of this extent at least
   */
  public byte[] of(byte[] body) {
    if (end() > body.length) {
      throw new IllegalArgumentException("the extent lies beyond the end of the body");
    }
    return Arrays.copyOfRange(body, offset, end());
  }
}
