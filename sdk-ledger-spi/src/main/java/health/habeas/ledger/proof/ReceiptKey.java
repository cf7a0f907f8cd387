// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.security.interfaces.ECPublicKey;

/**
 * The public key of whoever issues COSE receipts. An implementation of one's own serves other algorithms.
 *
 * <p>Contract: {@link #verify} never throws for what somebody sent. Thread-safe.
 */
public interface ReceiptKey {
  /**
   * An Ed25519 key: algorithms −8, EdDSA, and −19, Ed25519.
   *
   * @param publicKey 32 bytes
   */
  static ReceiptKey ed25519(byte[] publicKey) {
    return new ReceiptKeys.OfEd25519(VerifierKey.ed25519(publicKey));
  }

  /**
   * A key of ECDSA with SHA-256 on P-256: algorithm −7, ES256.
   *
   * @param publicKey on P-256
   */
  static ReceiptKey es256(ECPublicKey publicKey) {
    return ReceiptKeys.OfEs256.of(publicKey);
  }

  /**
   * An ML-DSA-44 key: algorithm −48.
   *
   * @param publicKey 1,312 bytes; copied
   * @param mlDsa44 who computes ML-DSA-44
   */
  static ReceiptKey mlDsa44(byte[] publicKey, MlDsa44 mlDsa44) {
    return new ReceiptKeys.OfMlDsa44(publicKey.clone(), mlDsa44);
  }

  /**
   * Whether the key is of an algorithm.
   *
   * @param algorithm its number in the IANA registry "COSE Algorithms"
   */
  boolean accepts(long algorithm);

  /**
   * Whether the key signed the message.
   *
   * @param message exactly what is signed
   * @param signature in COSE's encoding
   */
  boolean verify(byte[] message, byte[] signature);
}
