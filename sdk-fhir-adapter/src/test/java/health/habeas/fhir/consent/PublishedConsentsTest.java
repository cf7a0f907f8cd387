// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import static health.habeas.fhir.consent.ConsentText.json;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.error.ErrorCode;
import health.habeas.fhir.consent.ConsentOutcome.Read;
import health.habeas.fhir.consent.ConsentOutcome.Refused;
import health.habeas.grant.Action;
import health.habeas.grant.Field;
import health.habeas.grant.Purpose;
import health.habeas.grant.RecordFacts;
import health.habeas.grant.Scope;
import health.habeas.grant.VaultId;
import health.habeas.key.Grantee;
import health.habeas.key.HolderKeys;
import health.habeas.key.VerifyKey;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples of FHIR R4 itself, and Consents of the shapes of IHE's Privacy Consent on FHIR. */
class PublishedConsentsTest {
  private static final Instant NOW = Instant.parse("2022-06-14T00:00:00Z");
  private static final Instant END = Instant.parse("2023-06-14T00:00:00Z");
  private static final Grantee COMMUNITY = card("Community");
  private static final Grantee DOCTOR = card("Doctor");
  private static final Author AUTHOR = new Author(new byte[32]);

  private static Grantee card(String name) {
    try (HolderKeys keys = HolderKeys.create(name)) {
      return keys.grantee();
    }
  }

  /** Whoever reads them finds both meanings of a root without a type under one policy: so none is guessed. */
  @Test
  void fhirsOwnExamplesAreRefusedWithTheirReason() throws IOException, URISyntaxException {
    TreeMap<String, ErrorCode> refused = new TreeMap<>();
    try (FileSystem jar = FileSystems.newFileSystem(examples());
        Stream<Path> files = Files.list(jar.getPath("/json/spec"))) {
      for (Path file : files.sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith("consent-example")) {
          refused.put(name, code(Files.readAllBytes(file)));
        }
      }
    }
    assertThat(refused).hasSize(12);
    assertThat(refused)
        .containsEntry("consent-example.json", ErrorCode.CONSENT_AMBIGUOUS)
        .containsEntry("consent-example-Out.json", ErrorCode.CONSENT_AMBIGUOUS)
        .containsEntry("consent-example-Emergency.json", ErrorCode.CONSENT_CODE_UNKNOWN)
        .containsEntry("consent-example-notOrg.json", ErrorCode.CONSENT_AMBIGUOUS);
    assertThat(refused.values())
        .isSubsetOf(ErrorCode.CONSENT_AMBIGUOUS, ErrorCode.CONSENT_CODE_UNKNOWN);
  }

  private static ErrorCode code(byte[] consent) {
    ConsentOutcome outcome = ConsentReader.of(
            VaultId.of(new VerifyKey(new byte[32])),
            Set.of("Patient/f001", "Patient/example", "Patient/72", "Patient/xcda"),
            name -> Set.of(COMMUNITY),
            ZoneOffset.UTC)
        .community(Set.of(COMMUNITY))
        .openEndedUntil(END)
        .read(NOW, List.of(consent));
    assertThat(outcome).isInstanceOf(Refused.class);
    return ((Refused) outcome).code();
  }

  private static Path examples() throws URISyntaxException {
    for (String entry :
        System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
      if (entry.contains("fhir-examples")) {
        return Path.of(entry);
      }
    }
    throw new IllegalStateException("fhir-examples is not on the class path");
  }

  @Test
  void basicPermitsItsPurposesToTheCommunity() {
    Read read = pcf("'type':'permit'," + PAYMENT_AND_CARE);
    assertThat(read.grants()).extracting(HolderTerms::holder).containsExactly(COMMUNITY);
    assertThat(allows(read, COMMUNITY, Purpose.HPAYMT, Label.NORMAL)).isTrue();
    assertThat(allows(read, COMMUNITY, Purpose.HRESCH, Label.NORMAL)).isFalse();
    assertThat(allows(read, DOCTOR, Purpose.TREAT, Label.NORMAL)).isFalse();
  }

  @Test
  void basicDissentForbidsItsPurposesToEverybody() {
    Read read = pcf("'type':'deny'," + PAYMENT_AND_CARE);
    assertThat(read.grants()).isEmpty();
    assertThat(read.denials()).singleElement().satisfies(denial -> {
      assertThat(denial.directive().holders()).isEqualTo(Field.all());
      assertThat(denial.directive().purposes())
          .isEqualTo(Field.of(Purpose.TREAT, Purpose.HPAYMT, Purpose.HOPERAT));
    });
  }

  @Test
  void intermediatePermitsAllButATimeAnAuthorOrARecord() {
    for (String exception : List.of(
        "'dataPeriod':{'start':'2022-01-01','end':'2022-12-31'}",
        "'data':[{'meaning':'authoredby','reference':{'reference':'Practitioner/d'}}]",
        "'data':[{'meaning':'instance','reference':{'reference':'Observation/1'}}]")) {
      Read but = pcf("'type':'permit'," + PAYMENT_AND_CARE + ",'provision':[{'type':'deny',"
          + exception + "}]");
      assertThat(but.denials()).hasSize(1);
      Read just = pcf("'type':'permit'," + PAYMENT_AND_CARE + "," + exception);
      assertThat(just.denials()).isEmpty();
      assertThat(allows(just, COMMUNITY, Purpose.TREAT, Label.NORMAL)).isTrue();
    }
  }

  @Test
  void intermediateDissentLeavesBreakGlass() {
    Read read = pcf(
        "'type':'deny','provision':[{'type':'permit','purpose':[{'system':'[reason]','code':'BTG'}],"
            + DOCTORS + "}]");
    assertThat(allows(read, DOCTOR, Purpose.BTG, Label.NORMAL)).isTrue();
    assertThat(read.denials()).isNotEmpty();
  }

  @Test
  void advancedPermitsNormalToAllAndMentalHealthToOne() {
    Read read = pcf("'type':'permit'," + PAYMENT_AND_CARE + "," + NORMAL
        + ",'provision':[{'type':'permit','securityLabel':[{'system':'[act]','code':'PSY'}],"
        + DOCTORS
        + "}]");
    assertThat(allows(read, COMMUNITY, Purpose.TREAT, Label.NORMAL)).isTrue();
    assertThat(allows(read, COMMUNITY, Purpose.TREAT, Label.PSY)).isFalse();
    assertThat(allows(read, DOCTOR, Purpose.TREAT, Label.PSY)).isTrue();
    assertThat(allows(read, DOCTOR, Purpose.TREAT, Label.HIV)).isFalse();
  }

  @Test
  void advancedPermitsRestrictedToThoseWhoBreakTheGlass() {
    Read read = pcf("'type':'permit'," + PAYMENT_AND_CARE + "," + NORMAL
        + ",'provision':[{'type':'permit','purpose':[{'system':'[reason]','code':'BTG'}],"
        + "'securityLabel':[{'system':'[confidentiality]','code':'R'}]," + DOCTORS + "}]");
    assertThat(allows(read, DOCTOR, Purpose.BTG, Label.HIV)).isTrue();
    assertThat(allows(read, DOCTOR, Purpose.BTG, Label.NORMAL)).isTrue();
    assertThat(allows(read, DOCTOR, Purpose.TREAT, Label.HIV)).isFalse();
  }

  @Test
  void advancedForbidsRestricted() {
    Read read = pcf(
        "'type':'permit'," + PAYMENT_AND_CARE + "," + NORMAL
            + ",'provision':[{'type':'deny','securityLabel':[{'system':'[confidentiality]','code':'R'}]}]");
    assertThat(allows(read, COMMUNITY, Purpose.TREAT, Label.NORMAL)).isTrue();
    assertThat(read.denials())
        .singleElement()
        .satisfies(denial -> assertThat(denial.directive().forbidden().labels().contains(Label.SDV))
            .isTrue());
  }

  /** Without the profile's name an exception that leaves its rule has two readings. */
  @Test
  void theSameWithoutTheProfileIsRefused() {
    String text = new String(
        document("'type':'permit'," + PAYMENT_AND_CARE + "," + NORMAL
            + ",'provision':[{'type':'permit','securityLabel':[{'system':'[act]','code':'PSY'}],"
            + DOCTORS + "}]"),
        StandardCharsets.UTF_8);
    byte[] plain = text.replace("ITI/PCF", "other").getBytes(StandardCharsets.UTF_8);
    assertThat(reader().read(NOW, List.of(plain)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONSENT_AMBIGUOUS));
  }

  private static final String PAYMENT_AND_CARE = "'purpose':[{'system':'[reason]','code':'TREAT'},"
      + "{'system':'[reason]','code':'HPAYMT'},{'system':'[reason]','code':'HOPERAT'}]";
  private static final String DOCTORS =
      "'actor':[{'role':{'coding':[{'system':'[role]','code':'IRCP'}]},'reference':{'reference':'Practitioner/d'}}]";
  private static final String NORMAL =
      "'securityLabel':[{'system':'[confidentiality]','code':'N'}]";

  private static Read pcf(String provision) {
    ConsentOutcome outcome = reader().read(NOW, List.of(document(provision)));
    assertThat(outcome).as("%s", outcome).isInstanceOf(Read.class);
    return (Read) outcome;
  }

  private static byte[] document(String provision) {
    return json("{'resourceType':'Consent','id':'1','status':'active',"
        + "'meta':{'profile':['https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consentAdvanced']},"
        + "'scope':{'coding':[{'system':'[scope]','code':'patient-privacy'}]},"
        + "'category':[{'coding':[{'system':'http://loinc.org','code':'59284-0'}]}],"
        + "'patient':{'reference':'Patient/alice'},'dateTime':'2022-06-13',"
        + "'performer':[{'reference':'Patient/alice'}],"
        + "'organization':[{'reference':'Organization/o'}],"
        + "'sourceReference':{'reference':'DocumentReference/1'},"
        + "'policy':[{'uri':'http://example.org/policy'}],"
        + "'provision':{" + provision + "}}");
  }

  private static ConsentReader reader() {
    return ConsentReader.of(
            VaultId.of(new VerifyKey(new byte[32])),
            Set.of("Patient/alice"),
            new HolderDirectory() {
              @Override
              public Set<Grantee> holders(String reference) {
                return Set.of(DOCTOR);
              }

              @Override
              public Set<Author> authors(String reference) {
                return Set.of(AUTHOR);
              }
            },
            ZoneOffset.UTC)
        .community(Set.of(COMMUNITY))
        .openEndedUntil(END);
  }

  /** Whether a record of 2022 by the author may be read, directives apart. */
  private static boolean allows(Read read, Grantee holder, Purpose purpose, Label label) {
    RecordFacts record = new RecordFacts(
        new RecordId("Observation/1"),
        "Observation",
        LocalDate.of(2022, 3, 1),
        Set.of(Category.LABORATORY),
        Set.of(label),
        AUTHOR);
    List<Scope> scopes = new ArrayList<>();
    for (HolderTerms grant : read.grants()) {
      var permission = grant.terms().permission(NOW);
      scopes.addAll(
          grant.holder().equals(holder) && permission.purposes().contains(purpose)
              ? List.of(permission.scope())
              : Collections.emptyList());
    }
    return scopes.stream().anyMatch(scope -> scope.matches(Action.READ, record));
  }
}
