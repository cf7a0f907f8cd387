// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithContext;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;

/** Somebody with the two keys of suite S2: Ed25519 and ML-DSA-65, of one seed. Immutable. */
record Hybrid(Person person) {
  /** The protected header {1: -65537}. */
  static final byte[] HEADER = Cbor.hex("a1013a00010000");

  private static final MLDSAParameters ML_DSA_65 = MLDSAParameters.ml_dsa_65;

  /** What stands in a chain: the Ed25519 key, then the ML-DSA-65 key. */
  byte[] key() {
    return Cbor.concat(person.key(), mlDsa().getPublicKey());
  }

  /** What grants name. */
  byte[] id() {
    return Person.sha256("habeas/hybrid-key/1", key());
  }

  byte[] vault() {
    return Person.sha256("habeas/hybrid-vault-id/1", id());
  }

  /** Both halves, of different people if need be. */
  static byte[] signature(byte[] ed25519, byte[] mlDsa65) {
    return Cbor.concat(ed25519, mlDsa65);
  }

  byte[] signature(String domain, byte[] payload) {
    byte[] message = Person.toSign(HEADER, domain, payload);
    return signature(person.ed25519(message), mlDsa65(message));
  }

  byte[] signed(String domain, byte[] payload) {
    return Person.sealed(HEADER, payload, signature(domain, payload));
  }

  byte[] link(Body body) {
    return signed(Person.GRANT, body.bytes());
  }

  /** Deterministic, with the empty context. */
  byte[] mlDsa65(byte[] message) {
    return made(mlDsa(), message);
  }

  /** For a context of its own, where the specification has the empty one. */
  byte[] mlDsa65For(byte[] context, byte[] message) {
    return made(new ParametersWithContext(mlDsa(), context), message);
  }

  /** With random bytes, here all 7, as hardware may sign. */
  byte[] hedgedMlDsa65(byte[] message) {
    SecureRandom sevens = new SecureRandom() {
      private static final long serialVersionUID = 1L;

      @Override
      public void nextBytes(byte[] bytes) {
        Arrays.fill(bytes, (byte) 7);
      }
    };
    return made(new ParametersWithRandom(mlDsa(), sevens), message);
  }

  private static byte[] made(CipherParameters key, byte[] message) {
    try {
      MLDSASigner signer = new MLDSASigner();
      signer.init(true, key);
      signer.update(message, 0, message.length);
      return signer.generateSignature();
    } catch (CryptoException e) {
      throw new IllegalStateException(e);
    }
  }

  private MLDSAPrivateKeyParameters mlDsa() {
    return new MLDSAPrivateKeyParameters(ML_DSA_65, person.seed());
  }
}
