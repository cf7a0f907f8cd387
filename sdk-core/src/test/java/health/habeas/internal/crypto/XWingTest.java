// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * X-Wing's two halves on Wycheproof's vectors, as HPKE calls them: inside BouncyCastle's decapsulation, whose combined
 * secret is SHA3-256(ML-KEM secret ‖ X25519 secret ‖ X25519 ciphertext ‖ X25519 public key ‖ label).
 */
class XWingTest {
  private static final byte[] LABEL = "\\.//^\\".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FIXED = Vectors.hex("77".repeat(32));
  private static final int MLKEM_CIPHERTEXT_BYTES = 1088;
  private static final int MLKEM_SEED_BYTES = 64;

  @Test
  void decapsulatesAsTheXWingDraftSays() {
    for (JsonNode vector : Vectors.file("xwing/test-vectors.json")) {
      XWingPrivateKeyParameters key = new XWingPrivateKeyParameters(Vectors.hex(vector, "sk"));
      assertThat(new XWingKEMExtractor(key).extractSecret(Vectors.hex(vector, "ct")))
          .isEqualTo(Vectors.hex(vector, "ss"));
    }
  }

  @Test
  void theMlKemHalfGivesTheAnswersOfWycheproof() {
    X25519PrivateKeyParameters x25519 = new X25519PrivateKeyParameters(FIXED);
    byte[] point = x25519.generatePublicKey().getEncoded();
    byte[] shared = new byte[32];
    X25519.calculateAgreement(FIXED, 0, point, 0, shared, 0);
    int valid = 0;
    for (Vectors.Case one : Vectors.wycheproof("mlkem_768_test.json")) {
      byte[] ciphertext = Bytes.concat(one.bytes("c"), point);
      if (one.is("valid")) {
        assertThat(extract(mlKem(one.bytes("seed")), x25519, ciphertext))
            .as(one.label())
            .isEqualTo(combined(one.bytes("K"), shared, point, point));
        valid++;
      } else {
        // wrong lengths, which can't reach it: HPKE cuts 1,120 bytes, and a seed comes out of
        // SHAKE256
        assertThat(one.bytes("c").length == MLKEM_CIPHERTEXT_BYTES
                && one.bytes("seed").length == MLKEM_SEED_BYTES)
            .as(one.label())
            .isFalse();
      }
    }
    assertThat(valid).isGreaterThan(100);
  }

  @Test
  void theX25519HalfGivesTheAnswersOfWycheproof() {
    MLKEMPrivateKeyParameters mlKem = mlKem(new byte[64]);
    byte[] rejected =
        new byte[MLKEM_CIPHERTEXT_BYTES]; // decapsulates, implicitly, to one fixed secret
    byte[] mlKemSecret =
        new org.bouncycastle.crypto.kems.MLKEMExtractor(mlKem).extractSecret(rejected);
    int checked = 0;
    for (Vectors.Case one : Vectors.wycheproof("x25519_test.json")) {
      X25519PrivateKeyParameters x25519 = new X25519PrivateKeyParameters(one.bytes("private"));
      byte[] point = one.bytes("public");
      byte[] ciphertext = Bytes.concat(rejected, point);
      if (one.hasFlag("ZeroSharedSecret")) {
        assertThatThrownBy(() -> extract(mlKem, x25519, ciphertext))
            .as(one.label())
            .isInstanceOf(IllegalStateException.class);
      } else {
        byte[] own = x25519.generatePublicKey().getEncoded();
        assertThat(extract(mlKem, x25519, ciphertext))
            .as(one.label())
            .isEqualTo(combined(mlKemSecret, one.bytes("shared"), point, own));
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(400);
  }

  private static MLKEMPrivateKeyParameters mlKem(byte[] seed) {
    return new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, seed);
  }

  private static byte[] extract(
      MLKEMPrivateKeyParameters mlKem, X25519PrivateKeyParameters x25519, byte[] ciphertext) {
    XWingPrivateKeyParameters key = new XWingPrivateKeyParameters(
        Arrays.copyOf(FIXED, 32),
        mlKem,
        x25519,
        mlKem.getPublicKeyParameters(),
        x25519.generatePublicKey());
    return new XWingKEMExtractor(key).extractSecret(ciphertext);
  }

  private static byte[] combined(byte[] mlKem, byte[] x25519, byte[] ciphertext, byte[] publicKey) {
    try {
      return MessageDigest.getInstance("SHA3-256")
          .digest(Bytes.concat(mlKem, x25519, ciphertext, publicKey, LABEL));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
