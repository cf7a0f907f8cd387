// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Whose signature counts: who signed, or who a grant names. Immutable; the array is copied in and out.
 *
 * <p>Guarantee: keys of two suites are never equal. The bytes alone would not do: one who computes discrete logarithms
 * could sign with Ed25519 as a hash that happens to be a point of the curve, and so as a hybrid key's owner.
 *
 * @param suite what the bytes are
 * @param bytes 32 bytes; in S1 the Ed25519 key (RFC 8032) itself, in S2 the {@link HybridKey#id} of both keys
 */
public record VerifyKey(Suite suite, byte[] bytes) {
  /** The size in bytes. */
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

  /**
   * A key of suite S1.
   *
   * @param ed25519 32 bytes
   */
  public VerifyKey(byte[] ed25519) {
    this(Suite.S1, ed25519);
  }

  @Override
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyKey key && suite == key.suite && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bytes) + suite.number();
  }

  /** The first eight hex digits: enough to tell keys apart in a log. */
  @Override
  public String toString() {
    return "VerifyKey[" + HexFormat.of().formatHex(bytes, 0, SHOWN_BYTES) + "…]";
  }
}
