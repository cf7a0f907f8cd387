// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.HybridKey;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The signed set of directives: one form, one signer, and nothing unknown. */
class DirectivesTest {
  private static final Directive NARROW = Directive.in(Cast.VAULT)
      .against(Cast.CLINIC.key())
      .for_(Purpose.TREAT, Purpose.BTG)
      .actions(Action.READ)
      .categories(Category.LABORATORY)
      .labels(Label.PSY)
      .days(new DayRange(LocalDate.of(2025, 1, 1), LocalDate.of(2026, 1, 1)))
      .writtenBy(new Author(Cast.LAB.key().bytes()))
      .only(new RecordId("CANARY-record"));
  private static final Directives SAID = Directives.none(Cast.VAULT)
      .next(Set.of(NARROW, Directive.never(Cast.VAULT, Label.HIV)), Cast.ALICE);

  @Test
  void comeBackAsTheyWereSaid() {
    Directives read = Directives.parse(SAID.bytes(), Cast.ALICE.key());
    assertThat(read.all())
        .containsExactlyInAnyOrder(NARROW, Directive.never(Cast.VAULT, Label.HIV));
    assertThat(read.version()).isEqualTo(1);
    assertThat(read.next(new HashSet<>(read.all()), Cast.ALICE).version()).isEqualTo(2);
  }

  @Test
  void oneAloneComesBackAndNothingElseDoes() {
    byte[] bytes = NARROW.bytes(Suite.S1);
    assertThat(Directive.parse(Cast.VAULT, Suite.S1, bytes)).isEqualTo(NARROW);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        Directive other = Directive.parse(Cast.VAULT, Suite.S1, flipped);
        assertThat(other).isNotEqualTo(NARROW);
        assertThat(other.bytes(Suite.S1)).isEqualTo(flipped);
      } catch (HabeasException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.DIRECTIVE_INVALID);
      }
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatExceptionOfType(HabeasException.class)
        .isThrownBy(() -> Directive.parse(Cast.VAULT, Suite.S1, longer));
  }

  @Test
  void everyFlippedBitIsRefused_L2() {
    byte[] bytes = SAID.bytes();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(flipped);
    }
  }

  @Test
  void aSignatureForAnotherPurposeIsRefused_L3() {
    byte[] payload = CoseSign1.parse(SAID.bytes(), ErrorCode.DIRECTIVE_INVALID).payload();
    assertRefused(Signatures.sign(Cast.ALICE, Domain.ITEM, payload).toBytes());
    assertRefused(Signatures.sign(Cast.CLINIC, Domain.DIRECTIVES, payload).toBytes());
  }

  @Test
  void whatIsUnknownIsRefused_L4() {
    CborWriter unknown = new CborWriter().map(3).key(1).bytes(Cast.VAULT.bytes());
    unknown.key(2).integer(1).key(3).array(1).array(3).text("ALL").array(1).integer(99);
    unknown.encoded(AtomCodec.encode(NARROW.forbidden()));
    assertRefused(
        Signatures.sign(Cast.ALICE, Domain.DIRECTIVES, unknown.toBytes()).toBytes());
  }

  @Test
  void moreThanTheLimitIsRefusedAndTheMostIsNot_L5() {
    Set<Directive> most = IntStream.range(0, Directives.MAX_DIRECTIVES)
        .mapToObj(i -> Directive.in(Cast.VAULT).only(new RecordId("r" + i)))
        .collect(Collectors.toSet());
    assertThat(Directives.none(Cast.VAULT).next(most, Cast.ALICE).all()).hasSize(most.size());
    most.add(NARROW);
    assertThatExceptionOfType(HabeasException.class)
        .isThrownBy(() -> Directives.none(Cast.VAULT).next(most, Cast.ALICE))
        .matches(e -> e.code() == ErrorCode.DIRECTIVE_INVALID);
  }

  @Test
  void neverMeansBreakGlassToo_L41() {
    assertThat(Directive.never(Cast.VAULT, Label.HIV).purposes().contains(Purpose.BTG))
        .isTrue();
  }

  @Test
  void saysNothingOfItsContent() {
    assertThat(SAID + " " + NARROW).doesNotContain("PSY", "LABORATORY", "CANARY");
  }

  // Suite S2.

  private static final Directive HYBRID =
      Directive.in(HybridCast.VAULT).against(HybridCast.CLINIC.key()).labels(Label.PSY);

  private static Directives hybrid() {
    return Directives.none(HybridCast.VAULT)
        .next(Set.of(HYBRID), HybridCast.ALICE, HybridCast.ALICE.keys());
  }

  @Test
  void inSuiteS2TheyComeBackWithTheirHoldersInThatSuite() {
    Directives read = Directives.parse(hybrid().bytes(), HybridCast.ALICE.key());
    assertThat(read.all()).containsExactly(HYBRID);
    GrantChain chain = HybridCast.chain(Cast.terms().including(Label.PSY));
    RecordFacts result = Cast.RESULT;
    RecordFacts psychiatry = new RecordFacts(
        result.id(),
        result.type(),
        result.day(),
        result.categories(),
        Set.of(Label.PSY),
        result.source());
    AccessRequest request =
        new AccessRequest(HybridCast.VAULT, Action.READ, psychiatry, Purpose.TREAT);
    assertThat(read.forbid(chain, request)).isTrue();
    assertThat(read.forbid(chain, HybridCast.READ_RESULT)).isFalse();
  }

  @Test
  void inSuiteS2BothHalvesOfTheRootKeyHaveSigned() {
    byte[] bytes = hybrid().bytes();
    for (int fromEnd : new int[] {1, 3309, 3310, 3373}) {
      byte[] bad = bytes.clone();
      bad[bad.length - fromEnd] ^= 1;
      assertRefused(bad, HybridCast.ALICE.key());
    }
    assertRefused(bytes, HybridCast.MALLORY.key());
    assertRefused(bytes, Cast.ALICE.key());
    assertRefused(SAID.bytes(), HybridCast.ALICE.key());
    byte[] payload = CoseSign1.parse(
            bytes, Signatures.scheme(Suite.S2), ErrorCode.DIRECTIVE_INVALID)
        .payload();
    assertRefused(
        Signatures.sign(HybridCast.MALLORY, Domain.DIRECTIVES, payload).toBytes(),
        HybridCast.ALICE.key());
  }

  @Test
  void inSuiteS2TheKeyRecordIsTheRootKeysAndThereOnce() {
    for (HybridKey[] keys : new HybridKey[][] {
      {}, {HybridCast.MALLORY.keys()}, {HybridCast.ALICE.keys(), HybridCast.ALICE.keys()}
    }) {
      assertThatExceptionOfType(HabeasException.class)
          .isThrownBy(
              () -> Directives.none(HybridCast.VAULT).next(Set.of(HYBRID), HybridCast.ALICE, keys))
          .matches(e -> e.code() == ErrorCode.DIRECTIVE_INVALID);
    }
    assertThatExceptionOfType(HabeasException.class)
        .isThrownBy(() ->
            Directives.none(Cast.VAULT).next(Set.of(NARROW), Cast.ALICE, HybridCast.ALICE.keys()))
        .matches(e -> e.code() == ErrorCode.DIRECTIVE_INVALID);
  }

  @Test
  void aHolderNamedInTheOtherSuiteIsRefusedSinceItWouldMatchNobody() {
    Directive classical = Directive.in(HybridCast.VAULT).against(Cast.CLINIC.key());
    assertThatExceptionOfType(HabeasException.class)
        .isThrownBy(() -> Directives.none(HybridCast.VAULT)
            .next(Set.of(classical), HybridCast.ALICE, HybridCast.ALICE.keys()))
        .withMessageContaining("another suite than S2");
    Directive hybrid = Directive.in(Cast.VAULT).against(HybridCast.CLINIC.key());
    assertThatExceptionOfType(HabeasException.class)
        .isThrownBy(() -> Directives.none(Cast.VAULT).next(Set.of(hybrid), Cast.ALICE))
        .withMessageContaining("another suite than S1");
  }

  private static void assertRefused(byte[] bytes, VerifyKey rootKey) {
    assertThatExceptionOfType(HabeasException.class)
        .isThrownBy(() -> Directives.parse(bytes, rootKey))
        .matches(e -> e.code() == ErrorCode.DIRECTIVE_INVALID);
  }

  private static void assertRefused(byte[] bytes) {
    assertThatExceptionOfType(HabeasException.class)
        .isThrownBy(() -> Directives.parse(bytes, Cast.ALICE.key()))
        .matches(e -> e.code() == ErrorCode.DIRECTIVE_INVALID);
  }
}
