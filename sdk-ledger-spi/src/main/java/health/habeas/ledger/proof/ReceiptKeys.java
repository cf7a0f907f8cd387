// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;

/** The algorithms of COSE that receipts come with. */
final class ReceiptKeys {
  static final long ES256 = -7;
  static final long EDDSA = -8;
  private static final long ED25519 = -19;
  private static final long ML_DSA_44 = -48;

  private ReceiptKeys() {}

  record OfEd25519(PublicKey key) implements ReceiptKey {
    @Override
    public boolean accepts(long algorithm) {
      return algorithm == EDDSA || algorithm == ED25519;
    }

    @Override
    public boolean verify(byte[] message, byte[] signature) {
      return Ed25519.verify(key, message, signature);
    }
  }

  record OfEs256(ECPublicKey key) implements ReceiptKey {
    private static final int SIGNATURE_BYTES = 64;

    static ReceiptKey of(ECPublicKey key) {
      ECParameterSpec given = key.getParams();
      ECParameterSpec p256 = p256();
      boolean same = given.getCurve().equals(p256.getCurve())
          && given.getGenerator().equals(p256.getGenerator())
          && given.getOrder().equals(p256.getOrder());
      if (!same) {
        throw VerifierKey.invalid("an ES256 key is on the curve P-256", null);
      }
      return new OfEs256(key);
    }

    private static ECParameterSpec p256() {
      try {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        return parameters.getParameterSpec(ECParameterSpec.class);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java 17 platform has P-256", e);
      }
    }

    @Override
    public boolean accepts(long algorithm) {
      return algorithm == ES256;
    }

    @Override
    public boolean verify(byte[] message, byte[] signature) {
      try {
        Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
        verifier.initVerify(key);
        verifier.update(message);
        return signature.length == SIGNATURE_BYTES && verifier.verify(signature);
      } catch (GeneralSecurityException e) {
        return false;
      }
    }
  }

  record OfMlDsa44(byte[] key, MlDsa44 mlDsa44) implements ReceiptKey {
    @Override
    public boolean accepts(long algorithm) {
      return algorithm == ML_DSA_44;
    }

    @Override
    public boolean verify(byte[] message, byte[] signature) {
      return mlDsa44.verify(key.clone(), message, signature);
    }
  }
}
