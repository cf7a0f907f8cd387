// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.file.AtomicFile;
import health.habeas.ledger.proof.Cosigner;
import health.habeas.ledger.proof.CosignerKey;
import health.habeas.ledger.proof.MessageSigner;
import health.habeas.ledger.proof.MlDsa44;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cosigner's ML-DSA-44 key in a file of two lines, PKCS#8 in base64 and the verifier key, which this account alone can
 * read. Made and used by the Java that runs, which has the algorithm from 24 on; what is earlier gets HBS-6006.
 */
final class MlDsaKeyFile {
  private static final String NAME = "ML-DSA-44";

  private MlDsaKeyFile() {}

  static Cosigner create(Path file, String name) throws IOException {
    MlDsa44 algorithm = algorithm();
    try {
      KeyPair pair = KeyPairGenerator.getInstance(NAME).generateKeyPair();
      byte[] spki = pair.getPublic().getEncoded();
      byte[] key = Arrays.copyOfRange(spki, spki.length - MlDsa44.PUBLIC_KEY_BYTES, spki.length);
      CosignerKey verifier = CosignerKey.mlDsa44(name, key, algorithm);
      String text = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())
          + '\n'
          + verifier
          + '\n';
      AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
      return Cosigner.of(verifier, signer(pair.getPrivate()));
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  static Cosigner read(Path file) throws IOException {
    MlDsa44 algorithm = algorithm();
    List<String> lines = Files.readAllLines(file);
    try {
      byte[] pkcs8 = Base64.getDecoder().decode(lines.get(0));
      PrivateKey key = KeyFactory.getInstance(NAME).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      return Cosigner.of(CosignerKey.parse(lines.get(1), algorithm), signer(key));
    } catch (GeneralSecurityException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.KEY_INVALID, "the key file " + file + " is damaged", e);
    }
  }

  private static MessageSigner signer(PrivateKey key) {
    return message -> {
      try {
        Signature signature = Signature.getInstance(NAME);
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new LedgerException.Integrity(
            LedgerErrorCode.KEY_INVALID, "the ML-DSA-44 key can't be used", e);
      }
    };
  }

  private static MlDsa44 algorithm() {
    return MlDsa44.available().orElseThrow(() -> missing(null));
  }

  private static LedgerException missing(@Nullable Throwable cause) {
    return new LedgerException.Permanent(
        LedgerErrorCode.ALGORITHM_MISSING, "--ml-dsa-key needs Java 24 or later", cause);
  }
}
