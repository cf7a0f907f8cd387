// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** ML-DSA-44 through the JCA names that BouncyCastle and JDK 24 share. */
record ProvidedMlDsa44(Provider provider) implements MlDsa44 {
  private static final String NAME = "ML-DSA-44";
  // RFC 9881, section 4: SubjectPublicKeyInfo of id-ml-dsa-44, up to the key's first byte
  private static final byte[] SPKI_HEAD =
      HexFormat.of().parseHex("30820532300b06096086480165030403110382052100");

  static MlDsa44 of(Provider provider) {
    try {
      KeyFactory.getInstance(NAME, provider);
      Signature.getInstance(NAME, provider);
      return new ProvidedMlDsa44(provider);
    } catch (NoSuchAlgorithmException e) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.ALGORITHM_MISSING, "this security provider has no ML-DSA-44", e);
    }
  }

  static boolean isOffered(Provider provider) {
    return provider.getService("KeyFactory", NAME) != null
        && provider.getService("Signature", NAME) != null;
  }

  @Override
  public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    if (publicKey.length != PUBLIC_KEY_BYTES || signature.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(NAME, provider);
      verifier.initVerify(decoded(publicKey));
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private PublicKey decoded(byte[] publicKey) throws GeneralSecurityException {
    byte[] encoded = ByteBuffer.allocate(SPKI_HEAD.length + PUBLIC_KEY_BYTES)
        .put(SPKI_HEAD)
        .put(publicKey)
        .array();
    return KeyFactory.getInstance(NAME, provider).generatePublic(new X509EncodedKeySpec(encoded));
  }
}
