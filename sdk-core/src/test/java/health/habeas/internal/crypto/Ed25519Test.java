// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ed25519Test {
  /** RFC 8032, section 7.1: TEST 1, 2 and 3. */
  @ParameterizedTest
  @CsvSource(
      emptyValue = "",
      value = {
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60, "
            + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '', "
            + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb, "
            + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72, "
            + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7, "
            + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82, "
            + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
      })
  void givesTheAnswersOfRfc8032(String seed, String key, String message, String signature) {
    try (Secret secret = Secret.owning(Vectors.hex(seed))) {
      assertThat(Ed25519.publicKey(secret)).isEqualTo(Vectors.hex(key));
      assertThat(Ed25519.sign(secret, Vectors.hex(message))).isEqualTo(Vectors.hex(signature));
      assertThat(Ed25519.verify(Vectors.hex(key), Vectors.hex(message), Vectors.hex(signature)))
          .isTrue();
    }
  }

  @Test
  void acceptsExactlyWhatWycheproofCallsValid() {
    int invalid = 0;
    for (Vectors.Case one : Vectors.wycheproof("ed25519_test.json")) {
      byte[] key = Vectors.hex(one.group().get("publicKey"), "pk");
      assertThat(Ed25519.verify(key, one.bytes("msg"), one.bytes("sig")))
          .as(one.label())
          .isEqualTo(one.is("valid"));
      invalid += one.is("valid") ? 0 : 1;
    }
    assertThat(invalid).isGreaterThan(50);
  }

  /** JDK 17.0.15 says yes to the longer one, JDK 25 refuses it; the report tells what the one that runs this does. */
  @Test
  void refusesASignatureOfAnotherLengthWhateverThisJdkDoes_L2(TestReporter report)
      throws GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] message = {1, 2, 3};
    Signature jdk = Signature.getInstance("Ed25519");
    jdk.initSign(pair.getPrivate());
    jdk.update(message);
    byte[] signature = jdk.sign();
    byte[] longer = Arrays.copyOf(signature, Ed25519.SIGNATURE_BYTES + 1);
    byte[] encoded = pair.getPublic().getEncoded();
    byte[] key = Arrays.copyOfRange(encoded, encoded.length - Ed25519.KEY_BYTES, encoded.length);

    assertThat(Ed25519.verify(key, message, signature)).isTrue();
    assertThat(Ed25519.verify(key, message, longer)).isFalse();
    assertThat(Ed25519.verify(key, message, Arrays.copyOf(signature, 63))).isFalse();
    report.publishEntry("65 bytes, JDK " + Runtime.version(), jdkTakes(pair, message, longer));
  }

  private static String jdkTakes(KeyPair pair, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    Signature jdk = Signature.getInstance("Ed25519");
    jdk.initVerify(pair.getPublic());
    jdk.update(message);
    try {
      return jdk.verify(signature) ? "accepted" : "refused";
    } catch (SignatureException e) {
      return "refused";
    }
  }
}
