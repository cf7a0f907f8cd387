// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.SignatureScheme;
import health.habeas.internal.crypto.Signer;
import health.habeas.internal.wire.CborWriter;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GranteeTest {
  private static final SignatureScheme HYBRID = SignatureScheme.ED25519_AND_ML_DSA_65;

  private final HolderKeys clinic = HolderKeys.create("St. Mary Cardiology");

  @AfterEach
  void wipe() {
    clinic.close();
  }

  @Test
  void readsBackWhatItWrote() {
    Grantee card = clinic.grantee();
    Grantee read = Grantee.parse(card.bytes());
    assertThat(read).isEqualTo(card).hasSameHashCodeAs(card);
    assertThat(read.name()).isEqualTo("St. Mary Cardiology");
    assertThat(read.key()).isEqualTo(clinic.key()).isEqualTo(read.key(Suite.S1));
    assertThat(read.key(Suite.S2)).isEqualTo(clinic.key(Suite.S2)).isNotEqualTo(read.key());
    assertThat(read.hybridKey().map(HybridKey::id)).contains(read.key(Suite.S2));
    assertThat(read.sealingKey()).isEqualTo(card.sealingKey()).hasSize(1216);
  }

  @Test
  void aCardWithOneByteFlippedAnywhereOrCutIsRefused() {
    byte[] whole = clinic.grantee().bytes();
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 1;
      assertInvalid(() -> Grantee.parse(flipped));
      byte[] cut = Arrays.copyOf(whole, at);
      assertInvalid(() -> Grantee.parse(cut));
    }
  }

  @Test
  void aSignatureForAnotherPurposeIsRefused_L3() {
    byte[] payload = CoseSign1.parse(clinic.grantee().bytes(), HYBRID, ErrorCode.GRANTEE_INVALID)
        .payload();
    Signer signer = clinic.signer(SECRET_ACCESS, Suite.S2);
    byte[] signedAsGrant = CoseSign1.sign(signer, Domain.GRANT, payload).toBytes();
    assertInvalid(() -> Grantee.parse(signedAsGrant));
  }

  @Test
  void anMlDsaKeyThatDidNotSignIsNotTakenFromACard() {
    byte[] payload = CoseSign1.parse(clinic.grantee().bytes(), HYBRID, ErrorCode.GRANTEE_INVALID)
        .payload();
    byte[] byEd25519Alone =
        CoseSign1.sign(clinic.signer(SECRET_ACCESS), Domain.GRANTEE, payload).toBytes();
    assertInvalid(() -> Grantee.parse(byEd25519Alone));
    byte[] withoutKey = CoseSign1.sign(
            clinic.signer(SECRET_ACCESS, Suite.S2),
            Domain.GRANTEE,
            payload("Clinic", clinic.grantee().sealingKey()))
        .toBytes();
    assertInvalid(() -> Grantee.parse(withoutKey));
  }

  @Test
  void aHolderWithoutMlDsaHasACardForSuiteS1Alone() {
    try (HolderKeys classical = HolderKeys.create("Clinic", ClassicalCustody.ofFreshKeys())) {
      Grantee card = Grantee.parse(classical.grantee().bytes());
      assertThat(card.key(Suite.S1)).isEqualTo(classical.key());
      assertThat(card.hybridKey()).isEmpty();
      assertThatThrownBy(() -> card.key(Suite.S2)).hasMessageStartingWith("HBS-1026");
      assertThatThrownBy(() -> classical.key(Suite.S2)).hasMessageStartingWith("HBS-1026");
    }
  }

  @Test
  void aSealingKeyThatNobodyCanOpenIsRefused() {
    byte[] outOfRange = clinic.grantee().sealingKey();
    Arrays.fill(outOfRange, 0, 64, (byte) 0xff);
    assertInvalid(() -> Grantee.parse(card("Clinic", outOfRange)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "two\nlines",
        "Mary\u202eyraM",
        "zero\u200bwidth",
        "half \ud800",
        "private \ue000"
      })
  void aNameThatPeopleCanNotBeShownTrulyIsRefused(String name) {
    assertInvalid(() -> HolderKeys.create(name));
  }

  @Test
  void aNameInTheBytesIsCheckedToo() {
    assertInvalid(() -> Grantee.parse(card("Mary\u202eyraM", clinic.grantee().sealingKey())));
    assertInvalid(() -> Grantee.parse(card("x".repeat(121), clinic.grantee().sealingKey())));
    assertThat(
            Grantee.parse(card("x".repeat(120), clinic.grantee().sealingKey())).name())
        .hasSize(120);
  }

  private byte[] card(String name, byte[] sealingKey) {
    byte[] payload = payload(name, sealingKey);
    return CoseSign1.sign(clinic.signer(SECRET_ACCESS), Domain.GRANTEE, payload).toBytes();
  }

  private byte[] payload(String name, byte[] sealingKey) {
    return new CborWriter()
        .map(3)
        .key(1)
        .text(name)
        .key(2)
        .bytes(clinic.key().bytes())
        .key(3)
        .bytes(sealingKey)
        .toBytes();
  }

  private static void assertInvalid(ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.GRANTEE_INVALID));
  }
}
