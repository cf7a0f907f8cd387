// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;

/**
 * Seals to a public key: HPKE (RFC 9180), base mode, single shot, KEM X-Wing (draft-connolly-cfrg-xwing-kem: ML-KEM-768
 * and X25519), KDF HKDF-SHA256, AEAD ChaCha20Poly1305. This one suite is the only one for which the IETF draft of
 * post-quantum HPKE publishes vectors with HKDF-SHA256, so the whole of it is tested against them.
 *
 * <p>Guarantee: content stays secret if either ML-KEM-768 or X25519 holds. The encapsulation is fresh for every message,
 * hence so is the AEAD key, and its one nonce is used once (L57). Limit: base mode doesn't say who sealed; what is inside
 * or around must be signed. BouncyCastle's copies of a private key are not wiped. Thread-safe.
 */
public final class Hpke {
  /** The size of a private key in bytes: any 32 random bytes are one. */
  public static final int SEED_BYTES = 32;

  /** The size of a public key in bytes: ML-KEM-768, then X25519. */
  public static final int PUBLIC_KEY_BYTES = 1216;

  /** The size of the encapsulated key, which comes first in sealed bytes. */
  public static final int ENCAPSULATION_BYTES = 1120;

  /** How much longer sealed bytes are than their content. */
  public static final int OVERHEAD_BYTES = ENCAPSULATION_BYTES + 16;

  private Hpke() {}

  /**
   * The public key of a private one.
   *
   * @param seed 32 bytes
   */
  public static byte[] publicKey(Secret seed) {
    HPKE suite = suite();
    return suite.serializePublicKey(keyPair(suite, seed).getPublic());
  }

  /**
   * Whether a sender can seal to these bytes: their size is right and their ML-KEM half is in range (FIPS 203, section
   * 7.2).
   *
   * @param publicKey anything
   */
  public static boolean isPublicKey(byte[] publicKey) {
    try {
      return publicKey.length == PUBLIC_KEY_BYTES
          && suite().deserializePublicKey(publicKey) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Seals: encapsulation, then ciphertext and tag.
   *
   * @param publicKey of the receiver, 1,216 bytes; {@code GRANTEE_INVALID} if nobody can have its private half
   * @param purpose the HPKE info
   * @param aad what the content is bound to
   * @param content what to seal
   */
  public static byte[] seal(byte[] publicKey, Domain purpose, byte[] aad, byte[] content) {
    try {
      HPKE suite = suite();
      AsymmetricKeyParameter receiver = suite.deserializePublicKey(publicKey);
      return seal(suite.setupBaseS(receiver, purpose.bytes()), aad, content);
    } catch (IllegalArgumentException | IllegalStateException e) {
      // wrong size, ML-KEM coefficient out of range, X25519 point of small order
      throw new InvalidInputException(
          ErrorCode.GRANTEE_INVALID, "the public key to seal to is not an X-Wing key", e);
    }
  }

  /**
   * Opens; empty when sealed to another key or purpose, bound to something else, cut or altered.
   *
   * @param seed the private key
   * @param info the purpose it was sealed for
   * @param aad what it was bound to
   * @param sealed encapsulation, ciphertext and tag
   */
  public static Optional<byte[]> open(Secret seed, byte[] info, byte[] aad, byte[] sealed) {
    if (sealed.length < OVERHEAD_BYTES) {
      return Optional.empty();
    }
    byte[] encapsulation = Arrays.copyOf(sealed, ENCAPSULATION_BYTES);
    byte[] ciphertext = Arrays.copyOfRange(sealed, ENCAPSULATION_BYTES, sealed.length);
    HPKE suite = suite();
    AsymmetricCipherKeyPair receiver = keyPair(suite, seed);
    try {
      return Optional.of(suite.setupBaseR(encapsulation, receiver, info).open(aad, ciphertext));
    } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  static byte[] seal(HPKEContextWithEncapsulation context, byte[] aad, byte[] content) {
    try {
      return Bytes.concat(context.getEncapsulation(), context.seal(aad, content));
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("sealing checks no tag", e);
    }
  }

  // BouncyCastle's object keeps a digest inside, so one serves one call
  static HPKE suite() {
    return new HPKE(
        HPKE.mode_base, HPKE.kem_X_WING, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
  }

  private static AsymmetricCipherKeyPair keyPair(HPKE suite, Secret seed) {
    return suite.deserializePrivateKey(seed.bytes(SECRET_ACCESS), null);
  }
}
