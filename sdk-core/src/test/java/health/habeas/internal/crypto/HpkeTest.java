// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HpkeTest {
  private static final int X_WING = 0x647a;
  private static final byte[] AAD = "grant 7".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONTENT = "keys".getBytes(StandardCharsets.US_ASCII);

  private final Secret seed = Secret.random(new SecureRandom(), Hpke.SEED_BYTES);
  private final byte[] publicKey = Hpke.publicKey(seed);

  @Test
  void theKeyPairOfASeedIsThatOfTheXWingDraft() {
    int checked = 0;
    for (JsonNode vector : Vectors.file("xwing/test-vectors.json")) {
      try (Secret key = Secret.owning(Vectors.hex(vector, "sk"))) {
        assertThat(Hpke.publicKey(key)).isEqualTo(Vectors.hex(vector, "pk"));
      }
      checked++;
    }
    assertThat(checked).isEqualTo(3);
  }

  @Test
  void sealsAndOpensAsTheHpkeDraftSays() {
    JsonNode vector = StreamSupport.stream(Vectors.file("hpke/hpke-pq.json").spliterator(), false)
        .filter(v -> v.get("kem_id").asInt() == X_WING && v.get("kdf_id").asInt() == 1)
        .findFirst()
        .orElseThrow();
    JsonNode message = vector.get("encryptions").get(0);
    byte[] sealed = Bytes.concat(Vectors.hex(vector, "enc"), Vectors.hex(message, "ct"));
    byte[] aad = Vectors.hex(message, "aad");
    byte[] info = Vectors.hex(vector, "info");
    try (Secret key = Secret.owning(Vectors.hex(vector, "skRm"))) {
      assertThat(Hpke.publicKey(key)).isEqualTo(Vectors.hex(vector, "pkRm"));
      assertThat(Hpke.open(key, info, aad, sealed)).contains(Vectors.hex(message, "pt"));
    }
    AsymmetricKeyParameter receiver =
        Hpke.suite().deserializePublicKey(Vectors.hex(vector, "pkRm"));
    assertThat(Hpke.seal(
            Hpke.suite().setupBaseS(receiver, info, Vectors.hex(vector, "ikmE")),
            aad,
            Vectors.hex(message, "pt")))
        .isEqualTo(sealed);
  }

  @Test
  void opensWhatWasSealed() {
    byte[] sealed = Hpke.seal(publicKey, Domain.KEYBOX, AAD, CONTENT);
    assertThat(sealed).hasSize(CONTENT.length + Hpke.OVERHEAD_BYTES);
    assertThat(Hpke.open(seed, Domain.KEYBOX.bytes(), AAD, sealed)).contains(CONTENT);
  }

  @Test
  void sealingTwiceGivesUnlikeBytes() {
    assertThat(Hpke.seal(publicKey, Domain.KEYBOX, AAD, CONTENT))
        .isNotEqualTo(Hpke.seal(publicKey, Domain.KEYBOX, AAD, CONTENT));
  }

  @Test
  void opensNothingForAnotherKeyPurposeOrBinding_L3() {
    byte[] sealed = Hpke.seal(publicKey, Domain.KEYBOX, AAD, CONTENT);
    try (Secret other = Secret.random(new SecureRandom(), Hpke.SEED_BYTES)) {
      assertThat(Hpke.open(other, Domain.KEYBOX.bytes(), AAD, sealed)).isEmpty();
    }
    assertThat(Hpke.open(seed, Domain.KEY_UPDATE.bytes(), AAD, sealed)).isEmpty();
    assertThat(Hpke.open(seed, Domain.KEYBOX.bytes(), CONTENT, sealed)).isEmpty();
  }

  @Test
  void opensNothingThatWasCutOrAltered() {
    byte[] sealed = Hpke.seal(publicKey, Domain.KEYBOX, AAD, CONTENT);
    for (int at = 0; at < sealed.length; at += 31) {
      byte[] flipped = sealed.clone();
      flipped[at] ^= 1;
      assertThat(Hpke.open(seed, Domain.KEYBOX.bytes(), AAD, flipped))
          .as("flip at %s", at)
          .isEmpty();
      byte[] cut = Arrays.copyOf(sealed, at);
      assertThat(Hpke.open(seed, Domain.KEYBOX.bytes(), AAD, cut))
          .as("cut at %s", at)
          .isEmpty();
    }
  }

  @Test
  void anEncapsulationOfSmallOrderIsNothingRatherThanAnError() {
    byte[] sealed = Hpke.seal(publicKey, Domain.KEYBOX, AAD, CONTENT);
    Arrays.fill(sealed, Hpke.ENCAPSULATION_BYTES - 32, Hpke.ENCAPSULATION_BYTES, (byte) 0);
    assertThat(Hpke.open(seed, Domain.KEYBOX.bytes(), AAD, sealed)).isEmpty();
  }

  @Test
  void refusesToSealToWhatIsNoKey() {
    byte[] outOfRange = publicKey.clone();
    Arrays.fill(outOfRange, 0, 100, (byte) 0xff);
    byte[] smallOrder = publicKey.clone();
    Arrays.fill(smallOrder, Hpke.PUBLIC_KEY_BYTES - 32, Hpke.PUBLIC_KEY_BYTES, (byte) 0);
    for (byte[] bad : new byte[][] {{}, Arrays.copyOf(publicKey, 1215), outOfRange, smallOrder}) {
      assertThatThrownBy(() -> Hpke.seal(bad, Domain.KEYBOX, AAD, CONTENT))
          .isInstanceOfSatisfying(
              InvalidInputException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.GRANTEE_INVALID));
    }
    assertThat(Hpke.isPublicKey(publicKey)).isTrue();
    assertThat(Hpke.isPublicKey(outOfRange)).isFalse();
    assertThat(Hpke.isPublicKey(new byte[0])).isFalse();
  }
}
