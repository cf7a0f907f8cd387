// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A public Ed25519 key (RFC 8032): who signed, or who a grant names. Suite S1. Immutable; the array is copied in and
 * out.
 *
 * @param bytes 32 bytes
 */
public record VerifyKey(byte[] bytes) {
  /** The size of a key in bytes. */
  public static final int SIZE_BYTES = 32;

  private static final int SHOWN_BYTES = 4;

  /** Checks the size and copies the bytes. */
  public VerifyKey {
    if (bytes.length != SIZE_BYTES) {
      throw new InvalidInputException(
          ErrorCode.GRANT_MALFORMED, "a public key has 32 bytes, and this has " + bytes.length);
    }
    bytes = bytes.clone();
  }

  @Override
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyKey key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The first eight hex digits: enough to tell keys apart in a log. */
  @Override
  public String toString() {
    return "VerifyKey[" + HexFormat.of().formatHex(bytes, 0, SHOWN_BYTES) + "…]";
  }
}
