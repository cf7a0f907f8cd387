// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import static health.habeas.fhir.consent.ConsentText.CLINIC;
import static health.habeas.fhir.consent.ConsentText.TREAT;
import static health.habeas.fhir.consent.ConsentText.UNTIL;
import static health.habeas.fhir.consent.ConsentText.permit;
import static health.habeas.fhir.consent.ConsentText.r4;
import static health.habeas.fhir.consent.ConsentText.r5;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.error.ErrorCode;
import health.habeas.fhir.consent.ConsentOutcome.Read;
import health.habeas.fhir.consent.ConsentOutcome.Refused;
import health.habeas.grant.Action;
import health.habeas.grant.Atom;
import health.habeas.grant.DayRange;
import health.habeas.grant.Directive;
import health.habeas.grant.Field;
import health.habeas.grant.Permission;
import health.habeas.grant.Purpose;
import health.habeas.grant.VaultId;
import health.habeas.key.Grantee;
import health.habeas.key.HolderKeys;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What single Consents become, and why others are refused. The law as a whole is OwnConsentLawsTest's. */
class ConsentReaderTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Grantee CLINIC_CARD = card("Clinic");
  private static final Author DOCTOR = new Author(new byte[32]);
  private static final VaultId VAULT = VaultId.of(new VerifyKey(new byte[32]));
  private static final ConsentReader READER = ConsentReader.of(
      VAULT,
      Set.of("Patient/alice", "urn:mrn|17"),
      new HolderDirectory() {
        @Override
        public Set<Grantee> holders(String reference) {
          return Set.of("Organization/clinic", "urn:npi|1").contains(reference)
              ? Set.of(CLINIC_CARD)
              : Set.of();
        }

        @Override
        public Set<Author> authors(String reference) {
          return reference.equals("Practitioner/d") ? Set.of(DOCTOR) : Set.of();
        }
      },
      ZoneId.of("Europe/Berlin"));

  private static Grantee card(String name) {
    try (HolderKeys keys = HolderKeys.create(name)) {
      return keys.grantee();
    }
  }

  @Test
  void theExampleOfTheSpecificationIsReadAsItSays() throws IOException {
    String page = Files.readString(
        Path.of(System.getProperty("habeas.root", "..")).resolve("docs/spec/consent.md"));
    Matcher example = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(example.find()).isTrue();
    ConsentReader newYork = ConsentReader.of(
        VAULT, Set.of("Patient/alice"), name -> Set.of(CLINIC_CARD), ZoneId.of("America/New_York"));
    Read read =
        (Read) newYork.read(NOW, List.of(example.group(1).getBytes(StandardCharsets.UTF_8)));
    Permission permission = only(read);
    assertThat(permission.purposes()).containsExactly(Purpose.TREAT);
    assertThat(permission.window().expires()).isEqualTo("2027-01-01T05:00:00Z");
    assertThat(permission.scope().atoms())
        .containsExactly(new Atom(
            Field.of(Action.READ, Action.SEARCH),
            Field.all(),
            Field.all(),
            DayRange.ALL,
            Field.of(Label.NORMAL),
            Field.all(),
            Field.all()));
    DayRange year = new DayRange(LocalDate.of(2022, 1, 1), LocalDate.of(2023, 1, 1));
    assertThat(read.denials())
        .containsExactly(new StandingDenial(
            Directive.in(VAULT).against(CLINIC_CARD.key()).for_(Purpose.TREAT).days(year),
            Optional.of(Instant.parse("2027-01-01T05:00:00Z"))));
  }

  @Test
  void eachElementNarrowsTheGrant() {
    Permission permission = only(read(r4(permit(
        "'action':[{'coding':[{'system':'[action]','code':'collect'}]}]",
        "'class':[{'system':'http://hl7.org/fhir/resource-types','code':'Observation'}]",
        "'code':[{'coding':[{'system':'[own]category','code':'vital-signs'}]}]",
        "'securityLabel':[{'system':'[act]','code':'PSY'},{'system':'[own]label','code':'RESTRICTED'}]",
        "'dataPeriod':{'start':'2024-02','end':'2024'}",
        "'data':[{'meaning':'authoredby','reference':{'reference':'Practitioner/d'}}]"))));
    assertThat(permission.window().expires()).isEqualTo("2026-12-31T23:00:00Z");
    assertThat(permission.scope().atoms())
        .containsExactly(new Atom(
            Field.of(Action.CREATE),
            Field.of("Observation"),
            Field.of(Category.VITAL_SIGNS),
            new DayRange(LocalDate.of(2024, 2, 1), LocalDate.of(2025, 1, 1)),
            Field.of(Label.PSY, Label.RESTRICTED),
            Field.of(DOCTOR),
            Field.all()));
  }

  @Test
  void recordsAreNamedByTypeAndId() {
    Permission permission = only(
        read(r4(permit("'data':[{'meaning':'instance','reference':{'reference':'Observation/1'}},"
            + "{'meaning':'instance','reference':{'reference':'Condition/2'}}]"))));
    assertThat(permission.scope().atoms())
        .singleElement()
        .satisfies(line -> assertThat(line.ids())
            .isEqualTo(Field.of(new RecordId("Observation/1"), new RecordId("Condition/2"))));
  }

  @Test
  void partiesMayBeNamedByIdentifier() {
    byte[] consent = new String(r4(permit()), StandardCharsets.UTF_8)
        .replace(
            "{\"reference\":\"Patient/alice\"}",
            "{\"identifier\":{\"system\":\"urn:mrn\",\"value\":\"17\"}}")
        .replace(
            "{\"reference\":\"Organization/clinic\"}",
            "{\"identifier\":{\"system\":\"urn:npi\",\"value\":\"1\"}}")
        .getBytes(StandardCharsets.UTF_8);
    assertThat(read(consent).grants()).extracting(HolderTerms::holder).containsExactly(CLINIC_CARD);
  }

  @Test
  void breakGlassIsAGrantOfItsOwn() {
    Read read = read(r4(permit().replace(TREAT, TREAT + ",{'system':'[reason]','code':'BTG'}")));
    assertThat(read.grants())
        .extracting(grant -> grant.terms().permission(NOW).purposes())
        .containsExactlyInAnyOrder(Set.of(Purpose.TREAT), Set.of(Purpose.BTG));
    assertThat(read.remarks()).singleElement().asString().contains("24 hours");
  }

  @Test
  void aDenialAloneIsADirective() {
    Read read =
        read(r4("'provision':{'type':'deny','securityLabel':[{'system':'[act]','code':'HIV'}]}"));
    assertThat(read.grants()).isEmpty();
    assertThat(read.denials())
        .containsExactly(new StandingDenial(Directive.never(VAULT, Label.HIV), Optional.empty()));
  }

  @Test
  void aDenialOfRestrictedReachesEverySensitiveLabelAndLeavesNormalRecords() {
    Read read = read(r4(
        "'provision':{'type':'deny','securityLabel':[{'system':'[confidentiality]','code':'R'}]}"));
    assertThat(read.denials().get(0).directive().forbidden().labels())
        .isEqualTo(Field.of(
            Arrays.stream(Label.values()).filter(l -> l != Label.NORMAL).toList()));
  }

  /** Everything but breaking the glass: every other purpose has a name, and every other holder has none. */
  @Test
  void aDenialWithAnExceptionForbidsWhatHasANameAndRemarksTheRest() {
    Read read = read(r4("'provision':{'type':'deny','provision':[{'type':'permit','actor':["
        + CLINIC + "],'purpose':[{'system':'[reason]','code':'BTG'}]," + UNTIL + "}]}"));
    assertThat(only(read).purposes()).containsExactly(Purpose.BTG);
    assertThat(read.denials())
        .extracting(denial -> denial.directive().purposes())
        .anySatisfy(purposes -> {
          assertThat(purposes.contains(Purpose.TREAT)).isTrue();
          assertThat(purposes.contains(Purpose.BTG)).isFalse();
        });
    assertThat(read.remarks())
        .anySatisfy(remark -> assertThat(remark).contains("can't be a directive"));
  }

  @Test
  void whatNoDirectiveCanSayIsRefusedWhereAnotherConsentPermitsIt() {
    ConsentReader two = ConsentReader.of(
        VAULT,
        Set.of("Patient/alice"),
        name -> name.endsWith("clinic") ? Set.of(CLINIC_CARD) : Set.of(card("Other")),
        ZoneId.of("Europe/Berlin"));
    byte[] denial = r4("'provision':{'type':'deny','provision':[{'type':'permit','actor':[" + CLINIC
        + "],'purpose':[" + TREAT + "]," + UNTIL + "}]}");
    byte[] other = r4(permit().replace("Organization/clinic", "Organization/other"));
    assertThat(two.read(NOW, List.of(denial))).isInstanceOf(Read.class);
    assertThat(two.read(NOW, List.of(denial, other)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONSENT_CONFLICT));
  }

  @Test
  void aFifthReleaseConsentPermitsByItsProvisions() {
    Read read = read(r5(
        "'decision':'deny'",
        "'period':{'end':'2026-12-31'}",
        "'grantee':[{'reference':'Organization/clinic'}]",
        "'provision':[{'purpose':[" + TREAT
            + "],'resourceType':[{'system':'http://hl7.org/fhir/fhir-types','code':'Condition'}],"
            + "'provision':[{'dataPeriod':{'end':'1999'}}]}]"));
    assertThat(only(read).scope().atoms())
        .singleElement()
        .satisfies(line -> assertThat(line.types()).isEqualTo(Field.of("Condition")));
    assertThat(read.denials())
        .singleElement()
        .satisfies(denial -> assertThat(denial.directive().forbidden().days().to())
            .isEqualTo(LocalDate.of(2000, 1, 1)));
    assertThat(read.remarks()).isNotEmpty();
  }

  @Test
  void aFifthReleaseDecisionToDenyAloneIsADenial() {
    Read read = read(r5("'decision':'deny'", "'grantee':[{'reference':'Organization/clinic'}]"));
    assertThat(read.denials())
        .extracting(StandingDenial::directive)
        .containsExactly(Directive.in(VAULT).against(CLINIC_CARD.key()));
  }

  @Test
  void everybodyIsTheCommunityAndNoEndIsTheDeployments() {
    byte[] consent = r4("'provision':{'type':'permit','purpose':[" + TREAT + "]}");
    refuses(ErrorCode.CONSENT_ACTOR_UNKNOWN, "Consent.provision", consent);
    ConsentReader open = READER.community(Set.of(CLINIC_CARD));
    assertThat(open.read(NOW, List.of(consent)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONSENT_PERIOD));
    Instant end = NOW.plusSeconds(60);
    Read read = (Read) open.openEndedUntil(end).read(NOW, List.of(consent));
    assertThat(only(read).window().expires()).isEqualTo(end);
  }

  @Test
  void whatIsOverGrantsAndForbidsNothing() {
    Read read = read(r4(permit("'provision':[{'type':'deny'}]").replace("2026", "2025")));
    assertThat(read.grants()).isEmpty();
    assertThat(read.denials()).isEmpty();
  }

  @Test
  void aVaultOfSuiteS2NeedsCardsOfSuiteS2() {
    assertThat(READER.suite(Suite.S2).read(NOW, List.of(r4(permit()))))
        .satisfies(outcome ->
            assertThat(CLINIC_CARD.hybridKey().isPresent()).isEqualTo(outcome instanceof Read));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CONSENT_UNSUPPORTED | Consent.provision.modifierExtension | 'modifierExtension':[{'url':'x'}]",
        "CONSENT_UNSUPPORTED | Consent.provision.data[0] | 'data':[{'meaning':'related','reference':{'reference':'Encounter/1'}}]",
        "CONSENT_UNSUPPORTED | Consent.provision.data[0].reference | 'data':[{'meaning':'instance','reference':{'reference':'http://s/Observation/1'}}]",
        "CONSENT_UNSUPPORTED | Consent.provision.class[0] | 'class':[{'system':'urn:ietf:bcp:13','code':'x'}]",
        "CONSENT_UNSUPPORTED | Consent.provision.documentType | 'documentType':[{'code':'x'}]",
        "CONSENT_UNSUPPORTED | Consent.provision.extension[0] | 'extension':[{'url':'http://hl7.org/fhir/5.0/StructureDefinition/extension-Consent.provision'}]",
        "CONSENT_CODE_UNKNOWN | Consent.provision.class[0] | 'class':[{'system':'http://hl7.org/fhir/resource-types','code':'Observatoin'}]",
        "CONSENT_CODE_UNKNOWN | Consent.provision.code[0] | 'code':[{'coding':[{'system':'http://loinc.org','code':'1-8'}]}]",
        "CONSENT_CODE_UNKNOWN | Consent.provision.code[0] | 'code':[{'text':'x'}]",
        "CONSENT_CODE_UNKNOWN | Consent.provision.action[0] | 'action':[{'coding':[{'system':'[action]','code':'disclose'}]}]",
        "CONSENT_CODE_UNKNOWN | Consent.provision.securityLabel[0] | 'securityLabel':[{'system':'[act]','code':'ETHUD'}]",
        "CONSENT_CODE_UNKNOWN | Consent.provision.securityLabel[0] | 'securityLabel':[{'system':'[confidentiality]','code':'L'}]",
        "CONSENT_AMBIGUOUS | Consent.provision.securityLabel[0] | 'securityLabel':[{'system':'[act]','code':'PSY'},{'system':'[confidentiality]','code':'R'}]",
        "CONSENT_AMBIGUOUS | Consent.provision.action[0] | 'action':[{'coding':[{'system':'[action]','code':'access'},{'system':'[action]','code':'correct'}]}]",
        "CONSENT_AMBIGUOUS | Consent.provision.provision[0] | 'provision':[{'type':'deny','purpose':[{'system':'[reason]','code':'HRESCH'}]}]",
        "CONSENT_AMBIGUOUS | Consent.provision.provision[0].securityLabel[0] | 'provision':[{'type':'deny','securityLabel':[{'system':'[confidentiality]','code':'N'}]}]",
        "CONSENT_PERIOD | Consent.provision.dataPeriod | 'dataPeriod':{'start':'2024-01-01T10:00:00Z'}",
        "CONSENT_PERIOD | Consent.provision.dataPeriod | 'dataPeriod':{'start':'2024','end':'2023'}",
        "CONSENT_PERIOD | Consent.provision.dataPeriod | 'dataPeriod':{'end':'1850'}",
        "CONSENT_PERIOD | Consent.provision.dataPeriod | 'dataPeriod':{'end':'soon'}",
        "CONSENT_PERIOD | Consent.provision.provision[0] | 'provision':[{'type':'deny','period':{'start':'2026-06-01','end':'2026-07-01'}}]",
        "CONSENT_PERIOD | Consent.provision.provision[0].period | 'provision':[{'type':'deny','period':{'end':'2026-06-01T00:00:00.5Z'}}]",
        "CONSENT_MALFORMED | Consent.provision | 'class':[],'resourceType':[]",
        "CONSENT_MALFORMED | Consent.provision.provision[0].type | 'provision':[{'purpose':[]}]",
      })
  void aProvisionThatCantBeKeptToIsRefusedWithItsPlace(String code, String path, String members) {
    refuses(ErrorCode.valueOf(code), path, r4(permit(members)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CONSENT_AMBIGUOUS | Consent | 'dateTime':'2026-01-01'",
        "CONSENT_AMBIGUOUS | Consent.provision | 'provision':{'period':{'end':'2027'}}",
        "CONSENT_AMBIGUOUS | Consent.provision | 'provision':{'type':'permit','actor':[CLINIC],'period':{'end':'2027'}}",
        "CONSENT_AMBIGUOUS | Consent.policyRule | 'policyRule':{'coding':[{'system':'[act]','code':'OPTIN'}]},PERMIT",
        "CONSENT_UNSUPPORTED | Consent.implicitRules | 'implicitRules':'urn:x',PERMIT",
        "CONSENT_UNSUPPORTED | Consent | 'strange':1,PERMIT",
        "CONSENT_UNSUPPORTED | Consent.policy[0].modifierExtension | 'policy':[{'modifierExtension':[{'url':'x'}]}],PERMIT",
        "CONSENT_NOT_IN_FORCE | Consent.verification[0] | 'verification':[{'verified':false}],PERMIT",
        "CONSENT_MALFORMED | Consent | 'decision':'permit',PERMIT",
        "CONSENT_PERIOD | Consent.provision | 'provision':{'type':'permit','actor':[CLINIC],'purpose':[TREAT]}",
      })
  void aConsentThatCantBeKeptToIsRefusedWithItsPlace(String code, String path, String members) {
    String text = members
        .replace("PERMIT", permit())
        .replace("CLINIC", CLINIC)
        .replace("[TREAT]", "[" + TREAT + "]");
    refuses(ErrorCode.valueOf(code), path, r4(text));
  }

  @Test
  void oneThatIsNotActiveOrAnotherPatientsIsRefused() {
    String consent = new String(r4(permit()), StandardCharsets.UTF_8);
    refuses(
        ErrorCode.CONSENT_NOT_IN_FORCE,
        "Consent.status",
        bytes(consent.replace("active", "draft")));
    refuses(
        ErrorCode.CONSENT_NOT_IN_FORCE,
        "Consent.patient",
        bytes(consent.replace("Patient/alice", "Patient/bob")));
    refuses(
        ErrorCode.CONSENT_UNSUPPORTED,
        "Consent.scope",
        bytes(consent.replace("patient-privacy", "research")));
    refuses(
        ErrorCode.CONSENT_CODE_UNKNOWN,
        "Consent.category",
        bytes(consent.replace("59284-0", "1-8")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "null",
        "{'resourceType':'Patient'}",
        "{'resourceType':'Consent'}",
        "{'resourceType':'Consent','resourceType':'Consent'}",
        "{'resourceType':'Consent','scope':1,'status':7}",
        "{'resourceType':'Consent','scope':[],'status':'active','patient':{'reference':'Patient/alice'}}",
        "{} {}",
      })
  void whatIsNoConsentIsRefused(String text) {
    assertThat(READER.read(NOW, List.of(ConsentText.json(text))))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONSENT_MALFORMED));
  }

  @Test
  void depthAndSizeAreBounded() {
    refuses(
        ErrorCode.CONSENT_LIMIT, "Consent", r4(permit(), "'text':'" + "x".repeat(1 << 20) + "'"));
    String deep = "'provision':[{'type':'deny',".repeat(9) + "'action':[]" + "}]".repeat(9);
    assertThat(READER.read(NOW, List.of(r4(permit(deep)))))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONSENT_LIMIT));
    String many =
        "{'type':'deny','class':[{'system':'http://hl7.org/fhir/resource-types','code':'Flag'}]}";
    assertThat(READER.read(
            NOW, List.of(r4(permit("'provision':[" + (many + ",").repeat(1024) + many + "]")))))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONSENT_LIMIT));
    refuses(ErrorCode.CONSENT_MALFORMED, "Consent", ConsentText.json("[".repeat(100_000)));
    refuses(ErrorCode.CONSENT_MALFORMED, "Consent", new byte[] {'{', '"', (byte) 0xc0, '"'});
  }

  @Test
  void twoOfOneNameAreRefused() {
    byte[] consent = r4("'id':'1'", permit());
    assertThat(READER.read(NOW, List.of(consent, consent)))
        .isEqualTo(new Refused(
            ErrorCode.CONSENT_CONFLICT, 1, "Consent", "another of them has the same name"));
  }

  /** L58 in small: what can't be read takes the readable ones with it, since together they say what the patient wants. */
  @Test
  void oneRefusedConsentRefusesAll() {
    assertThat(READER.read(NOW, List.of(r4(permit()), r4("'provision':{}"))))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.consent()).isEqualTo(1));
  }

  @Test
  void nothingThatWasReadIsInAMessage() {
    String secret = "CANARY";
    for (String members : List.of(
        "'data':[{'meaning':'CANARY','reference':{'reference':'CANARY'}}]",
        "'securityLabel':[{'system':'[act]','code':'CANARY'}]",
        "'class':[{'system':'CANARY','code':'CANARY'}]",
        "'CANARY':1",
        "'dataPeriod':{'start':'CANARY'}",
        "'action':[{'coding':[{'system':'CANARY','code':'CANARY'}]}]",
        "'modifierExtension':[{'url':'CANARY'}]")) {
      assertThat(READER.read(NOW, List.of(r4(permit(members)))))
          .isInstanceOf(Refused.class)
          .asString()
          .startsWith("HBS-64")
          .contains("docs/errors/")
          .doesNotContain(secret);
    }
    assertThat(READER.toString()).doesNotContain("alice");
    assertThat(read(r4(permit())).toString()).isEqualTo("Read[1 grants, 0 denials, 0 remarks]");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Read read(byte[] consent) {
    ConsentOutcome outcome = READER.read(NOW, List.of(consent));
    assertThat(outcome).as("%s", outcome).isInstanceOf(Read.class);
    return (Read) outcome;
  }

  private static Permission only(Read read) {
    assertThat(read.grants()).hasSize(1);
    return read.grants().get(0).terms().permission(NOW);
  }

  private static void refuses(ErrorCode code, String path, byte[] consent) {
    assertThat(READER.read(NOW, List.of(consent)))
        .isInstanceOfSatisfying(Refused.class, refused -> {
          assertThat(refused.code()).isEqualTo(code);
          assertThat(refused.path()).isEqualTo(path);
        });
  }
}
