// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import static health.habeas.fhir.Sources.OPTIONS;
import static health.habeas.fhir.Sources.bundle;
import static health.habeas.fhir.Sources.parse;
import static health.habeas.fhir.Sources.patient;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.fhir.Sources.Parsed;
import health.habeas.record.HealthRecord;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest {
  private static final String GOOD = patient("1");
  private static final String ALSO_GOOD = patient("2");

  private static void refusesAlone(String bad, ErrorCode code) {
    refusesAlone(bundle(GOOD, bad, ALSO_GOOD).getBytes(UTF_8), code);
  }

  private static void refusesAlone(byte[] source, ErrorCode code) {
    Parsed parsed = parse(source, OPTIONS);
    assertThat(parsed.texts()).containsExactly(GOOD, ALSO_GOOD);
    assertThat(parsed.report().complete()).isFalse();
    assertThat(parsed.report().refusedByCode()).containsOnlyKeys(code).containsEntry(code, 1L);
    Refusal refusal = parsed.report().refusals().get(0);
    assertThat(refusal.place().entry()).isEqualTo(OptionalLong.of(1));
    assertThat(new String(source, ISO_8859_1).substring((int) refusal.place().byteOffset()))
        .as("the place is where the resource begins")
        .startsWith("{");
    assertThat(refusal.toString()).contains(code.id(), refusal.why(), code.remedy(), "entry 1");
  }

  private static void refusesWhole(byte[] source, ErrorCode code) {
    assertThatThrownBy(() -> parse(source, OPTIONS))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"resourceType\":\"Patient\",}",
        "{\"resourceType\":\"Patient\",\"active\":yes}",
        "{\"resourceType\":\"Patient\",\"n\":01}",
        "{\"resourceType\":\"Patient\",\"n\":NaN}",
        "{\"resourceType\":\"Patient\" \"id\":\"3\"}",
        "{\"resourceType\":\"Patient\",\"name\":[{]}}",
        "{\"resourceType\":\"Patient\",\"x\":\"\\q\"}",
        "{\"resourceType\":\"Patient\",\"x\":\"a\nb\"}",
        "{\"resourceType\":\"Patient\",\"x\":\"a\tb\"}",
        "{\"resourceType\":\"Patient\"/*c*/}",
        "{'resourceType':'Patient'}",
        "{\u0000}",
        "{é}"
      })
  void aResourceThatIsNotJsonCostsItselfAlone(String bad) {
    refusesAlone(bad, ErrorCode.FHIR_NOT_JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"id\":\"3\"}",
        "{\"resourceType\":null,\"id\":\"3\"}",
        "{\"resourceType\":\"\",\"id\":\"3\"}",
        "{\"resourceType\":\"no type\",\"id\":\"3\"}",
        "{\"resourceType\":{\"x\":\"Patient\"},\"id\":\"3\"}",
        "{\"resourceType\":[\"Patient\"],\"id\":\"3\"}",
        "{\"contained\":[{\"resourceType\":\"Patient\"}]}",
        "{\"resourceType\":\"Patient\",\"resourceType\":\"Observation\",\"id\":\"3\"}"
      })
  void aResourceWithoutOneTypeCostsItselfAlone(String bad) {
    refusesAlone(bad, ErrorCode.FHIR_NO_TYPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"resourceType\":\"Patient\",\"id\":\"\"}",
        "{\"resourceType\":\"Patient\",\"id\":7}",
        "{\"resourceType\":\"Patient\",\"id\":null}",
        "{\"resourceType\":\"Patient\",\"id\":[\"3\"]}",
        "{\"resourceType\":\"Patient\",\"id\":{\"id\":\"3\"}}",
        "{\"resourceType\":\"Patient\",\"id\":\"a/b\"}",
        "{\"resourceType\":\"Patient\",\"id\":\"3\",\"id\":\"4\"}"
      })
  void aResourceWithAnImpossibleIdCostsItselfAlone(String bad) {
    refusesAlone(bad, ErrorCode.RECORD_INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "7", "\"text\"", "[]", "[{\"resourceType\":\"Patient\"}]"})
  void anEntryWhoseResourceIsNoObjectIsRefused(String bad) {
    Parsed parsed = parse(bundle(GOOD, bad, ALSO_GOOD));
    assertThat(parsed.texts()).containsExactly(GOOD, ALSO_GOOD);
    assertThat(parsed.report().refusedByCode()).containsOnlyKeys(ErrorCode.FHIR_NO_TYPE);
  }

  @Test
  void anEntryThatIsNoObjectIsRefused() {
    Parsed parsed =
        parse("{\"resourceType\":\"Bundle\",\"entry\":[null,{\"resource\":" + GOOD + "},[1]]}");
    assertThat(parsed.texts()).containsExactly(GOOD);
    assertThat(parsed.report().refusedByCode()).containsEntry(ErrorCode.FHIR_UNSUPPORTED, 2L);
  }

  @Test
  void bytesThatAreNotUtf8CostTheirResourceAlone() {
    String bad = "{\"resourceType\":\"Patient\",\"x\":\"é\"}";
    refusesAlone(bundle(GOOD, bad, ALSO_GOOD).getBytes(ISO_8859_1), ErrorCode.FHIR_NOT_UTF8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00c0\u0080", // overlong
        "\u00ed\u00a0\u0080", // a surrogate
        "\u00f4\u0090\u0080\u0080", // beyond U+10FFFF
        "\u00e2\u0082", // cut
        "\u0080" // stray
      })
  void everyMalformedUtf8SequenceIsRefused(String bytes) {
    String bad = "{\"resourceType\":\"Patient\",\"x\":\"" + bytes + "\"}";
    refusesAlone(bundle(GOOD, bad, ALSO_GOOD).getBytes(ISO_8859_1), ErrorCode.FHIR_NOT_UTF8);
  }

  @Test
  void otherEncodingsAreRefusedWhole() {
    for (Charset charset : List.of(UTF_16, UTF_16BE, UTF_16LE, Charset.forName("UTF-32"))) {
      refusesWhole(bundle(GOOD).getBytes(charset), ErrorCode.FHIR_NOT_UTF8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"<Bundle/>", "[1]", "\"x\"", "resourceType: Patient"})
  void whatIsNoJsonObjectIsRefusedWhole(String source) {
    refusesWhole(source.getBytes(UTF_8), ErrorCode.FHIR_UNSUPPORTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n\t", "\ufeff"})
  void nothingAtAllIsRefusedAsCut(String source) {
    refusesWhole(source.getBytes(UTF_8), ErrorCode.FHIR_TRUNCATED);
  }

  @Test
  void aByteOrderMarkIsNoPartOfARecord() {
    Parsed parsed = parse("\ufeff" + GOOD);
    assertThat(parsed.texts()).containsExactly(GOOD);
    assertThat(parsed.report().complete()).isTrue();
  }

  @Test
  void aRepeatedIdWithTheSameBytesIsADuplicate() {
    Parsed parsed = parse(bundle(GOOD, GOOD, ALSO_GOOD));
    assertThat(parsed.texts()).containsExactly(GOOD, ALSO_GOOD);
    assertThat(parsed.report().complete()).isTrue();
    assertThat(parsed.report().duplicates()).isEqualTo(1);
  }

  @Test
  void aRepeatedIdWithOtherBytesIsRefused() {
    refusesAlone("{\"resourceType\":\"Patient\", \"id\":\"1\"}", ErrorCode.FHIR_DUPLICATE_ID);
  }

  @Test
  void oneIdOnTwoTypesIsTwoRecords() {
    String other = "{\"resourceType\":\"Observation\",\"id\":\"1\"}";
    assertThat(parse(bundle(GOOD, other)).texts()).containsExactly(GOOD, other);
  }

  @Test
  void deepNestingIsRefusedAlone() {
    String deep =
        "{\"resourceType\":\"Patient\",\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
    refusesAlone(deep, ErrorCode.FHIR_LIMIT);
  }

  @Test
  void nestingUpToTheLimitIsTaken() {
    int inner = StrictJson.MAX_DEPTH - 1;
    String deep =
        "{\"resourceType\":\"Patient\",\"x\":" + "[".repeat(inner) + "]".repeat(inner) + "}";
    assertThat(parse(deep).texts()).containsExactly(deep);
    String objects = "{\"resourceType\":\"Patient\",\"x\":" + "{\"x\":".repeat(inner) + "1"
        + "}".repeat(inner) + "}";
    assertThat(parse(objects).texts()).containsExactly(objects);
  }

  @Test
  void longNumbersAreKeptAsTheyAre() {
    String number = "{\"resourceType\":\"Observation\",\"x\":1." + "0".repeat(10_000) + "e+007}";
    assertThat(parse(number).texts()).containsExactly(number);
  }

  @Test
  void aResourceOfTwoMegabytesIsTaken() {
    String large = "{\"resourceType\":\"Binary\",\"data\":\"" + "QUJD".repeat(500_000) + "\"}";
    assertThat(parse(bundle(GOOD, large, ALSO_GOOD)).texts())
        .containsExactly(GOOD, large, ALSO_GOOD);
  }

  @Test
  void aResourceBeyondTheLimitCostsItselfAlone() {
    byte[] before = ("{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":" + GOOD
            + "},{\"resource\":" + "{\"resourceType\":\"Binary\",\"data\":\"")
        .getBytes(UTF_8);
    byte[] after = ("\"}},{\"resource\":" + ALSO_GOOD + "}]}").getBytes(UTF_8);
    List<InputStream> parts = new ArrayList<>();
    parts.add(new ByteArrayInputStream(before));
    byte[] mebibyte = "A".repeat(1 << 20).getBytes(UTF_8);
    for (int i = 0; i < 65; i++) {
      parts.add(new ByteArrayInputStream(mebibyte));
    }
    parts.add(new ByteArrayInputStream(after));
    Parsed parsed = parse(new SequenceInputStream(Collections.enumeration(parts)), OPTIONS);
    assertThat(parsed.texts()).containsExactly(GOOD, ALSO_GOOD);
    assertThat(parsed.report().refusedByCode()).containsOnlyKeys(ErrorCode.FHIR_LIMIT);
  }

  @Test
  void aBundleThatIsBrokenBetweenResourcesGivesWhatCameBefore() {
    String source = bundle(GOOD, ALSO_GOOD).replace("},{\"resource\"", "}{\"resource\"");
    Parsed parsed = parse(source);
    assertThat(parsed.texts()).containsExactly(GOOD);
    assertThat(parsed.report().refusedByCode()).containsOnlyKeys(ErrorCode.FHIR_NOT_JSON);
    assertThat(parsed.report().ended()).isTrue();
    assertThat(parsed.report().complete()).isFalse();
  }

  @Test
  void somethingBehindADocumentIsRefused() {
    byte[] source = (bundle(GOOD) + " " + ALSO_GOOD).getBytes(UTF_8);
    Parsed parsed = parse(source, OPTIONS.as(FhirFormat.DOCUMENT));
    assertThat(parsed.texts()).containsExactly(GOOD);
    assertThat(parsed.report().refusedByCode()).containsOnlyKeys(ErrorCode.FHIR_NOT_JSON);
  }

  @Test
  void entriesOfSomethingElseThanABundleAreTakenAndTheRestIsRefused() {
    Parsed parsed = parse(
        "{\"entry\":[{\"resource\":" + GOOD + "}],\"resourceType\":\"Parameters\",\"id\":\"p\"}");
    assertThat(parsed.texts()).containsExactly(GOOD);
    assertThat(parsed.report().refusedByCode()).containsOnlyKeys(ErrorCode.FHIR_UNSUPPORTED);
  }

  @Test
  void aPartOfABundleThatMayHideResourcesIsRefused() {
    String start = "{\"resourceType\":\"Bundle\",";
    String entry = "{\"resource\":" + GOOD + "}";
    for (String hiding : List.of(
        start + "\"entries\":[" + entry + "]}",
        start + "\"entry\":" + entry + "}",
        start + "\"entry\":[{\"Resource\":" + GOOD + "}]}",
        start + "\"link\":[{\"a\":}," + entry + "]}",
        "{\"entries\":[" + entry + "],\"resourceType\":\"Bundle\"}")) {
      FhirReport report = parse(hiding).report();
      assertThat(report.taken()).isZero();
      assertThat(report.refused()).isEqualTo(1);
      assertThat(report.complete()).isFalse();
    }
  }

  @Test
  void whatLooksLikeABundlesPartsInAnotherResourceIsItsOwnMatter() {
    String list =
        "{\"entry\":[{\"item\":{\"x\":1}},7],\"other\":{},\"resourceType\":\"List\",\"id\":\"1\"}";
    Parsed parsed = parse(list);
    assertThat(parsed.texts()).containsExactly(list);
    assertThat(parsed.report().complete()).isTrue();
    assertThat(parsed.report().notKept()).isEmpty();
  }

  @Test
  void strictThrowsAtTheFirstLossAndStaysEnded() {
    byte[] source = bundle(GOOD, "{}", ALSO_GOOD).getBytes(UTF_8);
    try (FhirRecords records =
        FhirRecords.parse(new ByteArrayInputStream(source), OPTIONS.strict())) {
      Iterator<HealthRecord> iterator = records.iterator();
      assertThat(iterator.next().type()).isEqualTo("Patient");
      assertThatThrownBy(iterator::hasNext)
          .isInstanceOfSatisfying(
              InvalidInputException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.FHIR_NO_TYPE))
          .hasMessageContaining("entry 1");
      assertThat(iterator.hasNext()).isFalse();
      assertThat(records.report().ended()).isFalse();
      assertThat(records.report().complete()).isFalse();
    }
  }

  @Test
  void aSourceThatFailsToReadIsAStorageError() {
    InputStream failing = new FilterInputStream(new ByteArrayInputStream("{    ".getBytes(UTF_8))) {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int n = super.read(into, offset, length);
        if (n < 0) {
          throw new IOException("gone");
        }
        return n;
      }
    };
    assertThatThrownBy(() -> parse(failing, OPTIONS))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_FAILED));
    assertThatThrownBy(() -> FhirRecords.parse(Path.of("no-such-file.json")))
        .isInstanceOf(HabeasException.class)
        .hasMessageContaining(ErrorCode.STORE_FAILED.id());
  }

  @Test
  void aSourceIsReadOnce() {
    try (FhirRecords records =
        FhirRecords.parse(new ByteArrayInputStream(GOOD.getBytes(UTF_8)), OPTIONS)) {
      assertThat(records.stream()).hasSize(1);
      assertThatThrownBy(records::iterator).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void refusalsAreCountedWithoutLimitAndListedUpToOne() {
    String line = "{}\n".repeat(FhirReport.MAX_REFUSALS + 5);
    FhirReport report = parse(line).report();
    assertThat(report.refused()).isEqualTo(FhirReport.MAX_REFUSALS + 5);
    assertThat(report.refusals()).hasSize(FhirReport.MAX_REFUSALS);
  }
}
