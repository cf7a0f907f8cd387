// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.ErrorCode;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.key.VerifyKey;
import health.habeas.record.Category;
import health.habeas.record.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every way to be denied, with its code and its words; the laws themselves run in the test kit. */
class GrantVerifierTest {
  private final GrantVerifier verifier = Cast.verifier();
  private final GrantChain chain = Cast.chain(Cast.terms());
  private final Circumstances now = Cast.at(Cast.NOW);

  @Test
  void allowsTheHolderWhatWasGranted() {
    Decision decision = decide(Cast.CLINIC.show(chain, Cast.READ_RESULT), Cast.READ_RESULT, now);
    assertThat(decision).hasToString("Allow[" + chain.id() + "]");
    Authority authority = ((Decision.Allow) decision).authority();
    assertThat(authority.allows(Action.READ, Cast.RESULT)).isTrue();
    assertThat(authority.allows(Action.AMEND, Cast.RESULT)).isFalse();
    assertThat(authority.holder()).isEqualTo(Cast.CLINIC.key());
    assertThat(authority.vault()).isEqualTo(Cast.VAULT);
    assertThat(authority.expires()).isEqualTo(Cast.NOW.plus(Duration.ofDays(30)));
    assertThat(authority.obligations()).isEmpty();
    assertThat(authority.scope()).isEqualTo(chain.last().permission().scope());
  }

  @Test
  void deniesAtTheSecondOfExpiry_L23() {
    Instant end = Cast.NOW.plus(Duration.ofDays(30));
    denies(Cast.at(end), "HBS-1003 grant " + chain.id() + " expired at 2026-03-31T12:00:00Z");
  }

  @Test
  void deniesBeforeTheStartButForAMinute_L23() {
    denies(Cast.at(Cast.NOW.minusSeconds(61)), "HBS-1005");
    assertThat(forecast(Cast.at(Cast.NOW.minusSeconds(60))).refusal()).isEmpty();
  }

  @Test
  void deniesWhatIsRevokedAndSaysSinceWhen_L29() {
    StatusHandle handle = StatusHandle.ofPreimage(Cast.preimage(0));
    Circumstances revoked =
        Circumstances.of(Cast.NOW, Revocations.none(Cast.NOW).with(handle, 812));
    denies(
        revoked,
        "HBS-1004 grant " + chain.id()
            + " is revoked since ledger entry 812; ask the patient for a new grant");
  }

  @Test
  void deniesWhatWasUsedAsOftenAsItMay() {
    GrantChain twice = Cast.chain(Cast.terms().usedAtMost(2));
    assertThat(forecast(twice, now.after(1)).refusal()).isEmpty();
    assertThat(forecast(twice, now.after(2)))
        .asString()
        .startsWith(
            "Deny[HBS-1023 grant " + twice.id() + " was used as often as it may be: 2; ask");
    assertThat(forecast(chain, now.after(1_000_000)).refusal()).isEmpty();
  }

  @Test
  void tellsTheHolderWhatItOwes() {
    Instant erase = Cast.NOW.plus(Duration.ofDays(60));
    GrantChain owing = Cast.chain(Cast.terms().obliging(Obligation.DELAU).eraseAt(erase));
    Decision decision = decide(Cast.CLINIC.show(owing, Cast.READ_RESULT), Cast.READ_RESULT, now);
    Authority authority = ((Decision.Allow) decision).authority();
    assertThat(authority.obligations()).containsExactly(Obligation.DELAU);
    assertThat(authority.eraseAt()).contains(erase);
  }

  @Test
  void deniesWhatIsNoGrantInTheWordsOfTheFault_L43() {
    Decision decision =
        decide(new Presentation(new byte[] {1}, new byte[0]), Cast.READ_RESULT, now);
    assertThat(decision.isAllowed()).isFalse();
    Decision.Deny deny = (Decision.Deny) decision;
    assertThat(deny.code()).isEqualTo(ErrorCode.GRANT_MALFORMED);
    assertThat(deny.why())
        .as("why says neither code nor remedy, which a refusal says by itself")
        .isNotBlank()
        .doesNotContain("HBS-", deny.remedy(), "docs/errors");
    assertThat(deny).hasToString("Deny[HBS-1001 " + deny.why() + "; " + deny.remedy() + "]");
    assertThatThrownBy(() -> GrantChain.parse(new byte[] {1}))
        .hasMessage(ErrorCode.GRANT_MALFORMED.describe(deny.why()));
  }

  @Test
  void deniesWithAViewThatIsTooOldUnlessTheGrantAllowsIt_L34() {
    Instant asOf = Cast.NOW.minusSeconds(61);
    Circumstances stale = Circumstances.of(Cast.NOW, Revocations.none(asOf));
    denies(stale, "HBS-1017");
    GrantChain offline = Cast.chain(Cast.terms().delegable(1).offlineFor(Duration.ofMinutes(2)));
    assertThat(forecast(offline, stale).refusal()).isEmpty();
    GrantChain handedOn = Cast.LAB.receive(
        offline, GrantTerms.read(Category.LABORATORY).offlineFor(Duration.ofMinutes(2)));
    assertThat(forecast(handedOn, stale)).asString().startsWith("Deny[HBS-1017");
    Presentation shown = Cast.CLINIC.show(chain, Cast.READ_RESULT);
    assertThat(verifier
            .withFreshness(Duration.ofMinutes(2))
            .decide(shown, Cast.READ_RESULT, Cast.CHALLENGE, stale)
            .isAllowed())
        .isTrue();
  }

  @Test
  void deniesWithAClockFarBehindTheLedger_L27() {
    Circumstances hourBack =
        Circumstances.of(Cast.NOW.minus(Duration.ofHours(1)), Revocations.none(Cast.NOW));
    denies(hourBack, "HBS-1019");
  }

  @Test
  void takesTheLedgersTimeWhenTheClockIsBehind_L25() {
    Instant end = Cast.NOW.plus(Duration.ofDays(30));
    denies(Circumstances.of(end.minusSeconds(200), Revocations.none(end)), "HBS-1003");
  }

  @Test
  void deniesAnotherVaultPurposeScopeAndLabel() {
    denies(with(VaultId.of(Cast.MALLORY.key()), Cast.RESULT, Purpose.TREAT), "HBS-1020");
    denies(with(Cast.VAULT, Cast.RESULT, Purpose.ETREAT), "HBS-1012 the grant is not for");
    denies(with(Cast.VAULT, labelled(Label.PSY), Purpose.TREAT), "HBS-1011");
    denies(new AccessRequest(Cast.VAULT, Action.CREATE, Cast.RESULT, Purpose.TREAT), "HBS-1011");
  }

  @Test
  void deniesAnotherAudience() {
    GrantChain elsewhere = Cast.chain(Cast.terms().audience("custodian-2"));
    Presentation shown = Cast.CLINIC.show(elsewhere, Cast.READ_RESULT);
    assertThat(decide(shown, Cast.READ_RESULT, now)).asString().startsWith("Deny[HBS-1013");
  }

  @Test
  void deniesWithoutPossession_L36() {
    byte[] token = chain.bytes();
    assertThat(decide(new Presentation(token, new byte[0]), Cast.READ_RESULT, now))
        .hasToString(
            "Deny[HBS-1014 no proof of possession was presented; sign the request with the key that the"
                + " last grant names]");
    byte[] thiefs = Cast.MALLORY.show(chain, Cast.READ_RESULT).possession();
    assertThat(decide(new Presentation(token, thiefs), Cast.READ_RESULT, now))
        .asString()
        .contains("HBS-1014 the proof was not signed by the key");
    byte[] otherDomain = Signatures.sign(
            Cast.CLINIC, Domain.GRANT, possession(Cast.NOW).payload())
        .toBytes();
    assertThat(decide(new Presentation(token, otherDomain), Cast.READ_RESULT, now))
        .asString()
        .contains("HBS-1014 the proof was not signed by the key");
  }

  @Test
  void deniesAProofThatIsOldOrFromTheFuture() {
    assertThat(decideAt(Cast.NOW.minusSeconds(361))).startsWith("Deny[HBS-1014 the proof was made");
    assertThat(decideAt(Cast.NOW.plusSeconds(61))).startsWith("Deny[HBS-1014 the proof was made");
    assertThat(decideAt(Cast.NOW.minusSeconds(360))).startsWith("Allow");
    assertThat(decideAt(Cast.NOW.plusSeconds(60))).startsWith("Allow");
  }

  @Test
  void acceptsAProofOnce_L38() {
    Presentation shown = Cast.CLINIC.show(chain, Cast.READ_RESULT);
    assertThat(decide(shown, Cast.READ_RESULT, now).isAllowed()).isTrue();
    assertThat(decide(shown, Cast.READ_RESULT, now)).asString().startsWith("Deny[HBS-1015");
  }

  @Test
  void deniesWhenItCanRememberNoMore_L43() {
    GrantVerifier full = GrantVerifier.of(PatientKeyView.rootKeys(), NonceStore.inMemory(0));
    Presentation shown = Cast.CLINIC.show(chain, Cast.READ_RESULT);
    assertThat(full.decide(shown, Cast.READ_RESULT, Cast.CHALLENGE, now))
        .asString()
        .startsWith("Deny[HBS-1021 the decision failed inside");
  }

  @Test
  void obeysDirectives_L42() {
    Atom psychiatry = new Atom(
        Field.all(),
        Field.all(),
        Field.all(),
        DayRange.ALL,
        Field.of(Label.PSY),
        Field.all(),
        Field.all());
    Directive noPsychiatry =
        new Directive(Cast.VAULT, Field.of(Cast.CLINIC.key()), Field.all(), psychiatry);
    GrantChain sensitive = Cast.chain(Cast.terms().including(Label.PSY, Label.HIV));
    RecordFacts both = labelled(Label.PSY, Label.HIV);
    AccessRequest request = with(Cast.VAULT, both, Purpose.TREAT);
    Circumstances forbidden =
        new Circumstances(Cast.NOW, Revocations.none(Cast.NOW), List.of(noPsychiatry), 0);
    Presentation shown = Cast.CLINIC.show(sensitive, request);
    assertThat(decide(shown, request, forbidden)).asString().startsWith("Deny[HBS-1016");

    AccessRequest all =
        new AccessRequest(Cast.VAULT, Action.READ, Selection.EVERYTHING, Purpose.TREAT);
    Decision some = decide(Cast.CLINIC.show(sensitive, all), all, forbidden);
    Authority authority = ((Decision.Allow) some).authority();
    assertThat(authority.allows(Action.READ, both)).isFalse();
    assertThat(authority.allows(Action.READ, labelled(Label.HIV))).isTrue();
  }

  @Test
  void aDirectiveBindsTheVaultHolderAndPurposeThatItNames_L42() {
    Atom everything = new Atom(
        Field.all(), Field.all(), Field.all(), DayRange.ALL, Field.all(), Field.all(), Field.all());
    Field<VerifyKey> clinic = Field.of(Cast.CLINIC.key());
    Field<VerifyKey> lab = Field.of(Cast.LAB.key());
    Field<Purpose> research = Field.of(Purpose.HRESCH);
    VaultId another = VaultId.of(Cast.MALLORY.key());
    assertThat(under(new Directive(Cast.VAULT, clinic, Field.all(), everything)))
        .startsWith("Deny[HBS-1016");
    assertThat(under(new Directive(Cast.VAULT, lab, Field.all(), everything))).startsWith("Allow");
    assertThat(under(new Directive(Cast.VAULT, clinic, research, everything))).startsWith("Allow");
    assertThat(under(new Directive(another, clinic, Field.all(), everything))).startsWith("Allow");
  }

  private String under(Directive directive) {
    Circumstances at =
        new Circumstances(Cast.NOW, Revocations.none(Cast.NOW), List.of(directive), 0);
    GrantVerifier each = Cast.verifier();
    Presentation shown = Cast.CLINIC.show(chain, Cast.READ_RESULT);
    return each.decide(shown, Cast.READ_RESULT, Cast.CHALLENGE, at).toString();
  }

  @Test
  void deniesASelectionThatADirectiveForbidsWhole_L42() {
    Atom laboratory = new Atom(
        Field.all(),
        Field.all(),
        Field.of(Category.LABORATORY),
        DayRange.ALL,
        Field.all(),
        Field.all(),
        Field.all());
    Circumstances forbidden = new Circumstances(
        Cast.NOW,
        Revocations.none(Cast.NOW),
        List.of(new Directive(Cast.VAULT, Field.all(), Field.all(), laboratory)),
        0);
    AccessRequest request = new AccessRequest(
        Cast.VAULT, Action.READ, Selection.of(Category.LABORATORY), Purpose.TREAT);
    assertThat(decide(Cast.CLINIC.show(chain, request), request, forbidden))
        .asString()
        .startsWith("Deny[HBS-1016");
  }

  @Test
  void allowsASelectionThatOverlapsAndNoOther() {
    AccessRequest overlapping = new AccessRequest(
        Cast.VAULT,
        Action.READ,
        Selection.of(Category.LABORATORY, Category.IMAGING),
        Purpose.TREAT);
    AccessRequest apart =
        new AccessRequest(Cast.VAULT, Action.READ, Selection.of(Category.IMAGING), Purpose.TREAT);
    assertThat(decide(Cast.CLINIC.show(chain, overlapping), overlapping, now).isAllowed())
        .isTrue();
    assertThat(decide(Cast.CLINIC.show(chain, apart), apart, now))
        .asString()
        .startsWith("Deny[HBS-1011");
  }

  @Test
  void forecastsWithoutPossessionAndIsNoDecision_L36() {
    assertThat(forecast(now)).isInstanceOf(Forecast.Expected.class).isNotInstanceOf(Decision.class);
    assertThat(forecast(Cast.at(Cast.NOW.plus(Duration.ofDays(99)))))
        .isInstanceOf(Forecast.Refused.class)
        .asString()
        .startsWith("Deny[HBS-1003");
  }

  @Test
  void neverTellsKeysRecordsOrTokens() {
    Presentation shown = Cast.CLINIC.show(chain, Cast.READ_RESULT);
    String all = "" + shown + Cast.READ_RESULT + Cast.RESULT + possession(Cast.NOW) + chain + now
        + decide(shown, Cast.READ_RESULT, now) + decide(shown, Cast.READ_RESULT, now)
        + CoseSign1.parse(shown.possession(), ErrorCode.POSSESSION);
    assertThat(all).doesNotContain("CANARY").doesNotContain("Observation");
  }

  private static String decideAt(Instant issuedAt) {
    GrantChain early = Cast.chain(Cast.terms().startingAt(Cast.NOW.minusSeconds(600)));
    Stamp stamp = new Stamp(issuedAt, new byte[16]);
    byte[] own = new Possession(early, Cast.READ_RESULT, Cast.CHALLENGE, stamp).sign(Cast.CLINIC);
    return Cast.verifier()
        .decide(
            new Presentation(early.bytes(), own),
            Cast.READ_RESULT,
            Cast.CHALLENGE,
            Cast.at(Cast.NOW))
        .toString();
  }

  private Possession possession(Instant issuedAt) {
    return new Possession(
        chain, Cast.READ_RESULT, Cast.CHALLENGE, new Stamp(issuedAt, new byte[16]));
  }

  private Decision decide(Presentation shown, AccessRequest request, Circumstances at) {
    return verifier.decide(shown, request, Cast.CHALLENGE, at);
  }

  private void denies(Circumstances at, String message) {
    Presentation shown = Cast.CLINIC.show(chain, Cast.READ_RESULT);
    assertThat(decide(shown, Cast.READ_RESULT, at)).asString().startsWith("Deny[" + message);
    assertThat(forecast(at)).asString().startsWith("Deny[" + message);
  }

  private void denies(AccessRequest request, String message) {
    assertThat(decide(Cast.CLINIC.show(chain, request), request, now))
        .asString()
        .startsWith("Deny[" + message);
  }

  private Forecast forecast(Circumstances at) {
    return forecast(chain, at);
  }

  private static Forecast forecast(GrantChain chain, Circumstances at) {
    return Forecast.of(chain, Cast.READ_RESULT, PatientKeyView.rootKeys(), at);
  }

  private static AccessRequest with(VaultId vault, RecordFacts facts, Purpose purpose) {
    return new AccessRequest(vault, Action.READ, facts, purpose);
  }

  private static RecordFacts labelled(Label... labels) {
    RecordFacts r = Cast.RESULT;
    return new RecordFacts(r.id(), r.type(), r.day(), r.categories(), Set.of(labels), r.source());
  }
}
