// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;

/**
 * Ed25519 (RFC 8032) as the JDK provides it, with the checks that one JDK or another leaves out: the signature has 64
 * bytes and its S is below the group's order. Thread-safe.
 */
final class Ed25519 {
  static final int KEY_BYTES = 32;
  static final int SIGNATURE_BYTES = 64;
  // RFC 8032, section 5.1: the order of the base point
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private Ed25519() {}

  static byte[] encode(EdECPublicKey key) {
    byte[] encoded = reversed(toBytes(key.getPoint().getY()));
    if (key.getPoint().isXOdd()) {
      encoded[KEY_BYTES - 1] |= (byte) 0x80;
    }
    return encoded;
  }

  static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
    byte[] y = reversed(encoded);
    boolean xOdd = (y[0] & 0x80) != 0;
    y[0] &= 0x7f;
    EdECPoint point = new EdECPoint(xOdd, new BigInteger(1, y));
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
  }

  static PrivateKey privateKey(byte[] seed) throws GeneralSecurityException {
    return KeyFactory.getInstance("Ed25519")
        .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
  }

  static byte[] sign(PrivateKey key, byte[] message) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(key);
    signature.update(message);
    return signature.sign();
  }

  static boolean verify(PublicKey key, byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES || !hasCanonicalS(signature)) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // R is not a point of the curve
    }
  }

  private static boolean hasCanonicalS(byte[] signature) {
    byte[] s = new byte[KEY_BYTES];
    System.arraycopy(signature, KEY_BYTES, s, 0, KEY_BYTES);
    return new BigInteger(1, reversed(s)).compareTo(ORDER) < 0;
  }

  private static byte[] toBytes(BigInteger value) {
    byte[] minimal = value.toByteArray();
    byte[] fixed = new byte[KEY_BYTES];
    int size = Math.min(minimal.length, KEY_BYTES);
    System.arraycopy(minimal, minimal.length - size, fixed, KEY_BYTES - size, size);
    return fixed;
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
