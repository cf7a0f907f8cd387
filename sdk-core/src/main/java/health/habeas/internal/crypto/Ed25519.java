// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import java.util.Arrays;

/**
 * Ed25519 (RFC 8032), pure, with BouncyCastle's lightweight implementation.
 *
 * <p>Guarantee: a signature of another length than 64 bytes or with a non-canonical S is refused before the provider is
 * called (one JDK accepts 65 bytes). Thread-safe.
 */
public final class Ed25519 {
  /** The size of a private seed and of a public key, in bytes. */
  public static final int KEY_BYTES = 32;

  /** The size of a signature, in bytes. */
  public static final int SIGNATURE_BYTES = 64;

  // L = 2^252 + 27742317777372353535851937790883648493, little-endian (RFC 8032, section 5.1)
  private static final byte[] ORDER = {
    (byte) 0xed,
    (byte) 0xd3,
    (byte) 0xf5,
    0x5c,
    0x1a,
    0x63,
    0x12,
    0x58,
    (byte) 0xd6,
    (byte) 0x9c,
    (byte) 0xf7,
    (byte) 0xa2,
    (byte) 0xde,
    (byte) 0xf9,
    (byte) 0xde,
    0x14,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0x10
  };

  private static final PublicPoints POINTS = new PublicPoints();

  private Ed25519() {}

  /**
   * The public key of a private seed.
   *
   * @param seed 32 bytes
   */
  public static byte[] publicKey(Secret seed) {
    byte[] key = new byte[KEY_BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(
        seed.bytes(SECRET_ACCESS), 0, key, 0);
    return key;
  }

  /**
   * Signs a message.
   *
   * @param seed 32 bytes
   * @param message what to sign; callers separate domains
   */
  public static byte[] sign(Secret seed, byte[] message) {
    byte[] signature = new byte[SIGNATURE_BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
        seed.bytes(SECRET_ACCESS), 0, message, 0, message.length, signature, 0);
    return signature;
  }

  /**
   * Whether the signature is by this key over this message. Never throws: wrong sizes are simply false.
   *
   * @param publicKey 32 bytes
   * @param message what was signed
   * @param signature 64 bytes
   */
  public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    return publicKey.length == KEY_BYTES
        && signature.length == SIGNATURE_BYTES
        && hasCanonicalS(signature)
        && POINTS
            .of(publicKey)
            .filter(point -> org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                signature, 0, point, message, 0, message.length))
            .isPresent();
  }

  private static boolean hasCanonicalS(byte[] signature) {
    byte[] s = Arrays.copyOfRange(signature, 32, 64);
    for (int i = 31; i >= 0; i--) {
      int difference = Integer.compare(s[i] & 0xff, ORDER[i] & 0xff);
      if (difference != 0) {
        return difference < 0;
      }
    }
    return false;
  }
}
