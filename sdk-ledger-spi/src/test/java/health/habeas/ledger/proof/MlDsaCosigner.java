// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.util.Arrays;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** ML-DSA-44 by BouncyCastle, in the way that a vendor would plug it in. */
public final class MlDsaCosigner {
  private static final Provider PROVIDER = new BouncyCastleProvider();
  static final MlDsa44 ALGORITHM = MlDsa44.of(PROVIDER);

  private MlDsaCosigner() {}

  public static Cosigner create(String name) {
    Raw raw = raw();
    return Cosigner.of(CosignerKey.mlDsa44(name, raw.publicKey(), ALGORITHM), raw.signer());
  }

  /** A new key, and how it signs. */
  record Raw(byte[] publicKey, MessageSigner signer) {}

  static Raw raw() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("ML-DSA-44", PROVIDER).generateKeyPair();
      byte[] spki = pair.getPublic().getEncoded();
      byte[] key = Arrays.copyOfRange(spki, spki.length - MlDsa44.PUBLIC_KEY_BYTES, spki.length);
      return new Raw(key, message -> sign(pair.getPrivate(), message));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance("ML-DSA-44", PROVIDER);
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
