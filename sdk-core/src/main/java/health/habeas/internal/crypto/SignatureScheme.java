// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import health.habeas.internal.wire.CborWriter;
import java.util.Arrays;

/**
 * How a {@link CoseSign1} is signed: its header, the sizes of its key and signature, and its check, fixed as one (L6).
 * Immutable.
 */
public enum SignatureScheme {
  /** Ed25519 alone: COSE algorithm -8, EdDSA (RFC 9053). */
  ED25519(Ed25519.KEY_BYTES, Ed25519.SIGNATURE_BYTES) {
    @Override
    boolean holds(byte[] publicKey, byte[] message, byte[] signature) {
      return Ed25519.verify(publicKey, message, signature);
    }
  },

  /**
   * Ed25519 and ML-DSA-65, both over the same message, both required; key and signature are the two halves, Ed25519's
   * first. The algorithm is a private one (below -65536, RFC 9052, section 16.4): IANA has registered no such pair.
   */
  ED25519_AND_ML_DSA_65(
      Ed25519.KEY_BYTES + MlDsa65.PUBLIC_KEY_BYTES,
      Ed25519.SIGNATURE_BYTES + MlDsa65.SIGNATURE_BYTES) {
    @Override
    boolean holds(byte[] publicKey, byte[] message, byte[] signature) {
      return Ed25519.verify(
              Arrays.copyOf(publicKey, Ed25519.KEY_BYTES),
              message,
              Arrays.copyOf(signature, Ed25519.SIGNATURE_BYTES))
          && MlDsa65.verify(
              Arrays.copyOfRange(publicKey, Ed25519.KEY_BYTES, publicKey.length),
              message,
              Arrays.copyOfRange(signature, Ed25519.SIGNATURE_BYTES, signature.length));
    }
  };

  private static final byte[] EDDSA = header(-8);
  private static final byte[] BOTH = header(-65537);
  // [ h'{1: -65537}', …
  private static final byte[] HYBRID_START =
      new CborWriter().array(4).bytes(BOTH).toBytes();

  private final int keyBytes;
  private final int signatureBytes;

  SignatureScheme(int keyBytes, int signatureBytes) {
    this.keyBytes = keyBytes;
    this.signatureBytes = signatureBytes;
  }

  /**
   * Whose header an encoding begins with: {@link #ED25519} where it is no other's. Whoever trusts the answer compares it
   * with what the signer's key asks for.
   *
   * @param encoded a {@link CoseSign1}, or anything else
   */
  public static SignatureScheme of(byte[] encoded) {
    byte[] start = Arrays.copyOf(encoded, HYBRID_START.length);
    return Arrays.equals(start, HYBRID_START) ? ED25519_AND_ML_DSA_65 : ED25519;
  }

  /** The size of a public key, in bytes. */
  public int keyBytes() {
    return keyBytes;
  }

  /** The size of a signature, in bytes. */
  public int signatureBytes() {
    return signatureBytes;
  }

  /** The protected header: the algorithm and nothing else. Not a copy. */
  byte[] header() {
    return this == ED25519 ? EDDSA : BOTH;
  }

  private static byte[] header(int algorithm) {
    return new CborWriter().map(1).key(1).integer(algorithm).toBytes();
  }

  /** Whether the signature holds. Never throws: other sizes than this scheme's are simply false. */
  boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    return publicKey.length == keyBytes
        && signature.length == signatureBytes
        && holds(publicKey, message, signature);
  }

  /** With sizes that are right. */
  abstract boolean holds(byte[] publicKey, byte[] message, byte[] signature);
}
