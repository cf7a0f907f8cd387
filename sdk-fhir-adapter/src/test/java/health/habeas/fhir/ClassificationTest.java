// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import static health.habeas.fhir.Sources.OPTIONS;
import static health.habeas.fhir.Sources.parse;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassificationTest {
  private static final String ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
  private static final String CONFIDENTIALITY =
      "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

  private static HealthRecord record(String type, String members) {
    return record(type, members, OPTIONS);
  }

  private static HealthRecord record(String type, String members, FhirOptions options) {
    String resource =
        "{\"resourceType\":\"" + type + "\"" + (members.isEmpty() ? "" : "," + members) + "}";
    return parse(resource.getBytes(UTF_8), options).records().get(0);
  }

  private static Set<Label> labels(String members) {
    return record("Observation", members).labels();
  }

  private static String coding(String system, String code) {
    return "{\"code\":\"" + code + "\",\"system\":\"" + system + "\"}";
  }

  private static String security(String... codings) {
    return "\"meta\":{\"security\":[" + String.join(",", codings) + "]}";
  }

  @ParameterizedTest
  @CsvSource({
    "PSY,PSY",
    "ETH,ETH",
    "HIV,HIV",
    "SEX,SEX",
    "GDIS,GDIS",
    "SDV,SDV",
    "psy,PSY",
    "SUD,ETH"
  })
  void takesStatedSensitivity(String code, Label label) {
    assertThat(labels(security(coding(ACT_CODE, code)))).containsExactly(label);
  }

  @ParameterizedTest
  @CsvSource({"R,RESTRICTED", "V,RESTRICTED", "N,NORMAL", "L,NORMAL"})
  void takesStatedConfidentiality(String code, Label label) {
    assertThat(labels(security(coding(CONFIDENTIALITY, code)))).containsExactly(label);
  }

  @Test
  void documentsStateTheirConfidentialityInTheirOwnMembers() {
    assertThat(record("Composition", "\"confidentiality\":\"R\"").labels())
        .containsExactly(Label.RESTRICTED);
    String label = "\"securityLabel\":[{\"coding\":[" + coding(CONFIDENTIALITY, "V") + "]}]";
    assertThat(record("DocumentReference", label).labels()).containsExactly(Label.RESTRICTED);
  }

  @Test
  void aSecurityLabelThatIsNotUnderstoodRestricts() {
    assertThat(labels(security(coding(ACT_CODE, "NEWLABEL")))).containsExactly(Label.RESTRICTED);
    assertThat(labels(security(coding("http://hospital.example/secrecy", "7"))))
        .containsExactly(Label.RESTRICTED);
    assertThat(labels(security("{\"display\":\"secret\"}"))).containsExactly(Label.RESTRICTED);
  }

  @Test
  void purposeAndTestMarksSayNothingAboutSensitivity() {
    String mark = coding("http://terminology.hl7.org/CodeSystem/v3-ActReason", "HTEST");
    assertThat(labels(security(mark))).containsExactly(Label.NORMAL);
  }

  @Test
  void codesRaiseWhatWasStatedAsNormal() {
    String code = "\"code\":{\"coding\":[" + coding("http://loinc.org", "44249-1") + "]}";
    assertThat(labels(security(coding(CONFIDENTIALITY, "N")) + "," + code))
        .containsExactly(Label.PSY);
  }

  @ParameterizedTest
  @CsvSource({
    "http://hl7.org/fhir/sid/icd-10,F10,ETH",
    "http://hl7.org/fhir/sid/icd-10-cm,F19.20,ETH",
    "http://hl7.org/fhir/sid/icd-10-cm,F32.1,PSY",
    "urn:oid:2.16.840.1.113883.6.90,F05,PSY",
    "http://hl7.org/fhir/sid/icd-10,F52.0,PSY SEX",
    "http://hl7.org/fhir/sid/icd-10,B20,HIV",
    "http://hl7.org/fhir/sid/icd-10-cm,O98.711,HIV SEX",
    "http://hl7.org/fhir/sid/icd-10-cm,O80,SEX",
    "http://hl7.org/fhir/sid/icd-10-cm,Z34.00,SEX",
    "http://hl7.org/fhir/sid/icd-10-cm,T74.11XA,SDV",
    "http://hl7.org/fhir/sid/icd-10-cm,E84.0,GDIS",
    "http://hl7.org/fhir/sid/icd-10-cm,I10,NORMAL",
    "http://hl7.org/fhir/sid/icd-10-cm,F,NORMAL",
    "http://loinc.org,55757-9,PSY",
    "http://loinc.org,7917-8,HIV",
    "http://snomed.info/sct,361055000,ETH",
    "http://snomed.info/sct,706893006,SDV",
    "http://snomed.info/sct,72892002,SEX",
    "http://snomed.info/sct,86406008,HIV",
    "http://other.example,F10,NORMAL"
  })
  void infersSensitivityFromWellKnownCodes(String system, String code, String expected) {
    Set<Label> labels =
        List.of(expected.split(" ", -1)).stream().map(Label::valueOf).collect(Collectors.toSet());
    assertThat(labels("\"code\":{\"coding\":[" + coding(system, code) + "]}")).isEqualTo(labels);
  }

  @Test
  void containedResourcesRaiseTheirContainer() {
    String byCode = "{\"resourceType\":\"Condition\",\"code\":{\"coding\":["
        + coding("http://snomed.info/sct", "86406008") + "]}}";
    String bySecurity =
        "{\"resourceType\":\"Condition\"," + security(coding(ACT_CODE, "SDV")) + "}";
    assertThat(labels("\"contained\":[" + byCode + "," + bySecurity + "]"))
        .containsExactlyInAnyOrder(Label.HIV, Label.SDV);
  }

  @Test
  void aBundleInsideABundleIsOneRecordWithAllItsLabels() {
    String inner = Sources.bundle(
        Sources.patient("p"),
        "{\"resourceType\":\"Observation\"," + security(coding(ACT_CODE, "PSY")) + "}");
    HealthRecord record = parse(Sources.bundle(inner)).records().get(0);
    assertThat(record.type()).isEqualTo("Bundle");
    assertThat(new String(record.content(), UTF_8)).isEqualTo(inner);
    assertThat(record.labels()).containsExactly(Label.PSY);
  }

  @Test
  void theDeploymentsDefaultLabelsWhatNothingIsKnownOf() {
    FhirOptions cautious = FhirOptions.of(OPTIONS.ingestDay(), Set.of(Label.RESTRICTED));
    assertThat(record("Observation", "", cautious).labels()).containsExactly(Label.RESTRICTED);
    assertThat(
            record("Observation", security(coding(ACT_CODE, "HIV")), cautious).labels())
        .containsExactly(Label.HIV);
    assertThat(parse(Sources.patient("1")).report().labelledByDefault()).isEqualTo(1);
    assertThatThrownBy(() -> FhirOptions.of(OPTIONS.ingestDay(), Set.of()))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RECORD_INVALID));
    assertThatThrownBy(
            () -> FhirOptions.of(OPTIONS.ingestDay(), EnumSet.of(Label.NORMAL, Label.PSY)))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aClassifierOfTheDeploymentAddsToTheBuiltIn() {
    SensitivityClassifier own = facts ->
        facts.type().equals("Observation") ? Set.of(Label.RESTRICTED) : Set.of(Label.NORMAL);
    FhirOptions options = OPTIONS.classifiedBy(SensitivityClassifier.builtIn().and(own));
    assertThat(record("Observation", security(coding(ACT_CODE, "HIV")), options).labels())
        .containsExactlyInAnyOrder(Label.HIV, Label.RESTRICTED);
    assertThat(record("Patient", "", options).labels()).containsExactly(Label.NORMAL);
  }

  @Test
  void aResourceWithMoreCodesThanAreLookedAtIsRestricted() {
    String codings = IntStream.rangeClosed(0, ResourceFacts.MAX_CODINGS)
        .mapToObj(i -> coding("http://x.example", "c" + i))
        .collect(Collectors.joining(","));
    assertThat(labels("\"code\":{\"coding\":[" + codings + "]}")).containsExactly(Label.RESTRICTED);
  }

  @ParameterizedTest
  @CsvSource({
    "Observation,laboratory,LABORATORY",
    "Observation,vital-signs,VITAL_SIGNS",
    "Observation,social-history,SOCIAL_HISTORY",
    "Observation,survey,QUESTIONNAIRES",
    "Observation,imaging,IMAGING",
    "Observation,Laboratory,LABORATORY",
    "Observation,unheard-of,OTHER",
    "DiagnosticReport,LAB,LABORATORY",
    "DiagnosticReport,RAD,IMAGING",
    "DiagnosticReport,GE,GENOMICS",
    "DiagnosticReport,34117-2,DOCUMENTS",
    "DiagnosticReport,unheard-of,DOCUMENTS",
    "Condition,encounter-diagnosis,PROBLEMS",
    "ServiceRequest,108252007,LABORATORY",
    "ServiceRequest,unheard-of,PROCEDURES",
    "NoSuchType,laboratory,OTHER"
  })
  void findsTheCategoryByTypeAndCategoryCode(String type, String code, Category category) {
    String members = "\"category\":[{\"coding\":[" + coding("http://any.example", code) + "]}]";
    assertThat(record(type, members).categories()).containsExactly(category);
  }

  @Test
  void severalCategoryCodesGiveSeveralCategories() {
    String members =
        "\"category\":[{\"coding\":[{\"code\":\"laboratory\"}]},{\"coding\":[{\"code\":\"survey\"}]}]";
    assertThat(record("Observation", members).categories())
        .containsExactlyInAnyOrder(Category.LABORATORY, Category.QUESTIONNAIRES);
  }

  @ParameterizedTest
  @CsvSource({
    "AllergyIntolerance,ALLERGIES",
    "Condition,PROBLEMS",
    "MedicationRequest,MEDICATIONS",
    "Immunization,IMMUNIZATIONS",
    "Procedure,PROCEDURES",
    "Specimen,LABORATORY",
    "ImagingStudy,IMAGING",
    "DocumentReference,DOCUMENTS",
    "Encounter,ENCOUNTERS",
    "CarePlan,CARE_PLANS",
    "FamilyMemberHistory,FAMILY_HISTORY",
    "Device,DEVICES",
    "MolecularSequence,GENOMICS",
    "QuestionnaireResponse,QUESTIONNAIRES",
    "Claim,COVERAGE_CLAIMS",
    "Patient,DEMOGRAPHICS",
    "Organization,OTHER"
  })
  void findsTheCategoryByTypeAlone(String type, Category category) {
    assertThat(record(type, "").categories()).containsExactly(category);
  }

  @Test
  void typesUnknownToFhirAreTakenAndCountedAsOther() {
    FhirReport report = parse("{\"resourceType\":\"NoSuchType\"}").report();
    assertThat(report.complete()).isTrue();
    assertThat(report.byType()).containsOnlyKeys("other");
  }
}
