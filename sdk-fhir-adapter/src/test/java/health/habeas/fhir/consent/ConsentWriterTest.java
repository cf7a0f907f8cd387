// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.fhir.consent.ConsentLoss.Kind;
import health.habeas.grant.Binding;
import health.habeas.grant.Directive;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Obligation;
import health.habeas.grant.Parties;
import health.habeas.grant.Purpose;
import health.habeas.grant.StatusHandle;
import health.habeas.grant.VaultId;
import health.habeas.key.Grantee;
import health.habeas.key.HolderKeys;
import health.habeas.key.VerifyKey;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written, and what is reported as lost. That it reads back the same is OwnConsentLawsTest's. */
class ConsentWriterTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Grantee CLINIC = card();
  private static final VaultId VAULT = VaultId.of(new VerifyKey(new byte[32]));
  private static final Author AUTHOR = new Author(new byte[32]);
  private static final ConsentWriter WRITER = ConsentWriter.of(
      "Patient/alice",
      key -> key.equals(CLINIC.key()) ? Optional.of("Organization/clinic") : Optional.empty());

  private static Grantee card() {
    try (HolderKeys keys = HolderKeys.create("Clinic")) {
      return keys.grantee();
    }
  }

  @Test
  void aGrantIsAConsentOfR4() {
    GrantTerms terms = terms().since(LocalDate.of(2025, 1, 1)).types("Observation");
    WrittenConsents written = write(FhirRelease.R4, List.of(grant(terms)), List.of());
    assertThat(written.losses()).isEmpty();
    assertThat(text(written))
        .containsExactly("{'resourceType':'Consent','status':'active',"
            + "'scope':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/consentscope','code':'patient-privacy'}]},"
            + "'category':[{'coding':[{'system':'http://loinc.org','code':'59284-0'}]}],"
            + "'patient':{'reference':'Patient/alice'},'dateTime':'2026-03-01T12:00:00Z',"
            + "'policy':[{'uri':'https://habeas.health/fhir/policy'}],"
            + "'provision':{'type':'permit','period':{'start':'2026-03-01T12:00:00Z','end':'2026-03-31T11:59:59Z'},"
            + "'actor':[{'role':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ParticipationType','code':'IRCP'}]},"
            + "'reference':{'reference':'Organization/clinic'}}],"
            + "'action':[{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/consentaction','code':'access'}]}],"
            + "'securityLabel':[{'system':'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'N'}],"
            + "'purpose':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActReason','code':'TREAT'}],"
            + "'class':[{'system':'http://hl7.org/fhir/resource-types','code':'Observation'}],"
            + "'code':[{'coding':[{'system':'https://habeas.health/fhir/CodeSystem/category','code':'laboratory'}]}],"
            + "'dataPeriod':{'start':'2025-01-01','end':'2026-03-31'}}}");
  }

  @Test
  void whatFhirHasNoWordForIsReported() {
    GrantTerms terms = terms()
        .delegable(1)
        .offlineFor(Duration.ofHours(1))
        .audience("custodian-1")
        .usedAtMost(3)
        .obliging(Obligation.DELAU)
        .eraseAt(NOW.plus(Duration.ofDays(60)));
    GrantTerms glass = GrantTerms.breakGlass().expiresIn(Duration.ofDays(30));
    WrittenConsents written = write(FhirRelease.R4, List.of(grant(terms), grant(glass)), List.of());
    assertThat(written.documents()).hasSize(2);
    assertThat(written.losses())
        .containsExactlyInAnyOrder(
            loss(Kind.HANDING_ON),
            loss(Kind.OFFLINE),
            loss(Kind.AUDIENCE),
            loss(Kind.USES),
            loss(Kind.OBLIGATIONS),
            loss(Kind.ERASE_AT),
            new ConsentLoss(Kind.BREAK_GLASS, false, 1));
    assertThat(Stream.of(Kind.values()).filter(Kind::allowsMore))
        .containsExactlyInAnyOrder(Kind.AUDIENCE, Kind.USES, Kind.BREAK_GLASS);
  }

  @ParameterizedTest
  @EnumSource
  void aLineWithoutANameIsLeftOutAndReported(FhirRelease release) {
    Grant stranger = grant(terms(), new VerifyKey(new byte[32]));
    for (Grant unnamed : List.of(
        stranger,
        grant(terms().writtenBy(AUTHOR)),
        grant(terms().only(new RecordId("no reference"))),
        grant(terms().types("OwnType")))) {
      WrittenConsents written = write(release, List.of(unnamed), List.of());
      assertThat(written.documents()).isEmpty();
      assertThat(written.losses()).containsExactly(loss(Kind.NOT_WRITTEN));
    }
  }

  @Test
  void nothingIsWrittenBesideADirectiveThatCantBe() {
    Directive unnamed = Directive.in(VAULT).against(new VerifyKey(new byte[32]));
    WrittenConsents written = write(FhirRelease.R4, List.of(grant(terms())), List.of(unnamed));
    assertThat(written.documents()).isEmpty();
    assertThat(written.losses()).containsExactly(new ConsentLoss(Kind.NOTHING_WRITTEN, true, 0));
  }

  @Test
  void aDirectiveOfR5StandsBelowWhatItForbids() {
    Directive labels = Directive.never(VAULT, Label.HIV);
    Directive whole = Directive.in(VAULT).against(CLINIC.key());
    WrittenConsents written = write(
        FhirRelease.R5,
        List.of(grant(terms().including(Label.HIV)), grant(terms())),
        List.of(labels, whole));
    assertThat(written.losses()).containsExactly(new ConsentLoss(Kind.STANDING, true, 0));
    assertThat(text(written)).hasSize(3);
    assertThat(text(written).get(0))
        .contains("'decision':'deny'", "'provision':[{'securityLabel':[{", "'code':'HIV'}]}]");
    assertThat(text(written).get(1)).doesNotContain("'code':'HIV'");
    assertThat(text(written).get(2)).contains("'grantee':[{'reference':'Organization/clinic'}]");
  }

  @Test
  void inR5ALineUnderADirectiveOnOtherCategoriesIsLeftOut() {
    Directive medications = Directive.in(VAULT).categories(Category.MEDICATIONS);
    WrittenConsents written = write(FhirRelease.R5, List.of(grant(terms())), List.of(medications));
    assertThat(written.documents()).isEmpty();
    assertThat(written.losses())
        .contains(loss(Kind.NOT_WRITTEN), new ConsentLoss(Kind.STANDING, true, 0));
  }

  @Test
  void inR5ALineThatBeginsLaterUnderADirectiveIsLeftOut() {
    Grant later = grant(terms().startingAt(NOW.plusSeconds(60)));
    Directive records = Directive.in(VAULT).only(new RecordId("Observation/1"));
    assertThat(write(FhirRelease.R5, List.of(later), List.of(records)).documents())
        .isEmpty();
    assertThat(write(FhirRelease.R5, List.of(later), List.of()).documents()).hasSize(1);
    assertThat(write(FhirRelease.R4, List.of(later), List.of(records)).documents())
        .hasSize(2);
  }

  @Test
  void aGrantThatIsOverHasNoConsent() {
    WrittenConsents written = WRITER.write(
        FhirRelease.R4, NOW.plus(Duration.ofDays(30)), List.of(grant(terms())), List.of());
    assertThat(written).isEqualTo(new WrittenConsents(List.of(), List.of()));
  }

  @Test
  void whatIsWrittenIsRead() {
    List<byte[]> documents =
        write(FhirRelease.R5, List.of(grant(terms())), List.of()).documents();
    ConsentOutcome outcome = ConsentReader.of(
            VAULT, Set.of("Patient/alice"), name -> Set.of(CLINIC), ZoneOffset.UTC)
        .read(NOW, documents);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            ConsentOutcome.Read.class,
            read -> assertThat(read.grants().get(0).terms().permission(NOW).scope())
                .isEqualTo(terms().permission(NOW).scope()));
  }

  @Test
  void tellsNothingOfItsContent() {
    WrittenConsents written = write(FhirRelease.R4, List.of(grant(terms())), List.of());
    assertThat(written).hasToString("WrittenConsents[1 documents, 0 losses]");
    assertThat(WRITER.toString()).doesNotContain("alice");
    assertThat(loss(Kind.USES)).hasToString("grant 0: USES");
  }

  private static GrantTerms terms() {
    return GrantTerms.read(Category.LABORATORY).for_(Purpose.TREAT).expiresIn(Duration.ofDays(30));
  }

  private static Grant grant(GrantTerms terms) {
    return grant(terms, CLINIC.key());
  }

  private static Grant grant(GrantTerms terms, VerifyKey holder) {
    StatusHandle handle = StatusHandle.ofPreimage(new byte[32]);
    Binding binding = Binding.of(new byte[Binding.NONCE_BYTES], handle, new byte[0]);
    return Grant.root(new Parties(VAULT, CLINIC.key(), holder), terms.permission(NOW), binding);
  }

  private static WrittenConsents write(
      FhirRelease release, List<Grant> grants, List<Directive> directives) {
    return WRITER.write(release, NOW, grants, directives);
  }

  private static ConsentLoss loss(Kind kind) {
    return new ConsentLoss(kind, false, 0);
  }

  private static List<String> text(WrittenConsents written) {
    return written.documents().stream()
        .map(document -> new String(document, StandardCharsets.UTF_8).replace('"', '\''))
        .toList();
  }
}
