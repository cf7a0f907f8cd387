// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/**
 * ML-DSA-65 (FIPS 204), pure, with an empty context, with BouncyCastle's lightweight implementation.
 *
 * <p>Guarantees: sizes are checked before the provider is called. Signing is deterministic (FIPS 204, section 3.4): one
 * message has one signature by a key, so that a card which is signed again has the same bytes. Thread-safe.
 *
 * <p>Limit: a deterministic signer that an attacker can disturb while it signs may give its key away; hardware custodies
 * sign hedged. BouncyCastle's hash states of a private key are not wiped.
 */
public final class MlDsa65 {
  /** The size of the seed from which a key pair is made, in bytes: any 32 random bytes are one. */
  public static final int SEED_BYTES = 32;

  /** The size of a public key, in bytes. */
  public static final int PUBLIC_KEY_BYTES = 1952;

  /** The size of a signature, in bytes. */
  public static final int SIGNATURE_BYTES = 3309;

  private MlDsa65() {}

  /**
   * The public key of a seed (FIPS 204, algorithm 6).
   *
   * @param seed 32 bytes
   */
  public static byte[] publicKey(Secret seed) {
    MLDSAPrivateKeyParameters key = expanded(seed);
    try {
      return key.getPublicKey();
    } finally {
      key.destroy();
    }
  }

  /**
   * Signs a message.
   *
   * @param seed 32 bytes
   * @param message what to sign; callers separate domains
   */
  public static byte[] sign(Secret seed, byte[] message) {
    MLDSAPrivateKeyParameters key = expanded(seed);
    try {
      MLDSASigner signer = new MLDSASigner();
      signer.init(true, key);
      signer.update(message, 0, message.length);
      return signer.generateSignature();
    } catch (CryptoException e) {
      throw new IllegalStateException("signing in memory does not fail", e);
    } finally {
      key.destroy();
    }
  }

  /**
   * Whether the signature is by this key over this message. Never throws: wrong sizes are simply false.
   *
   * @param publicKey 1,952 bytes
   * @param message what was signed
   * @param signature 3,309 bytes
   */
  public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    if (publicKey.length != PUBLIC_KEY_BYTES || signature.length != SIGNATURE_BYTES) {
      return false;
    }
    MLDSASigner verifier = new MLDSASigner();
    verifier.init(false, new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_65, publicKey));
    verifier.update(message, 0, message.length);
    return verifier.verifySignature(signature);
  }

  /** A copy, because destroying the key wipes the array that it was made from. */
  private static MLDSAPrivateKeyParameters expanded(Secret seed) {
    byte[] copy = seed.bytes(SECRET_ACCESS).clone();
    return new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, copy);
  }
}
