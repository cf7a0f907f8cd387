// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Who takes part, with keys that everybody knows: the seed is 32 times the first letter of the name. */
enum Person {
  ALICE,
  CLINIC,
  LAB,
  REGISTRY,
  DEPUTY,
  EXPERT,
  FRIEND,
  MALLORY;

  static final byte[] EDDSA = Cbor.hex("a10127");
  static final String GRANT = "habeas/grant/1";
  static final String POSSESSION = "habeas/pop/1";

  byte[] key() {
    byte[] key = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed(), 0, key, 0);
    return key;
  }

  byte[] vault() {
    return sha256("habeas/vault-id/1", key());
  }

  /** The signature of RFC 9052, section 4.4. */
  byte[] signature(String domain, byte[] payload) {
    return ed25519(toSign(EDDSA, domain, payload));
  }

  static byte[] toSign(byte[] header, String domain, byte[] payload) {
    return Cbor.array(
        Cbor.text("Signature1"),
        Cbor.bytes(header),
        Cbor.bytes(domain.getBytes(StandardCharsets.US_ASCII)),
        Cbor.bytes(payload));
  }

  byte[] ed25519(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed(), 0, message, 0, message.length, signature, 0);
    return signature;
  }

  byte[] signed(String domain, byte[] payload) {
    return sealed(payload, signature(domain, payload));
  }

  byte[] link(byte[] body) {
    return signed(GRANT, body);
  }

  static byte[] sealed(byte[] payload, byte[] signature) {
    return sealed(EDDSA, payload, signature);
  }

  static byte[] sealed(byte[] header, byte[] payload, byte[] signature) {
    return Cbor.array(
        Cbor.bytes(header), Cbor.hex("a0"), Cbor.bytes(payload), Cbor.bytes(signature));
  }

  static byte[] sha256(String domain, byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(Cbor.concat(domain.getBytes(StandardCharsets.US_ASCII), content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** For Ed25519, and for ML-DSA-65 too. */
  byte[] seed() {
    return Cbor.filled(Ed25519.SECRET_KEY_SIZE, name().charAt(0));
  }
}
