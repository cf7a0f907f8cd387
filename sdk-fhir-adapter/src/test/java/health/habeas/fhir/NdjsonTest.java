// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import static health.habeas.fhir.Sources.OPTIONS;
import static health.habeas.fhir.Sources.bundle;
import static health.habeas.fhir.Sources.gzip;
import static health.habeas.fhir.Sources.parse;
import static health.habeas.fhir.Sources.patient;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.error.ErrorCode;
import health.habeas.fhir.Sources.Parsed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NdjsonTest {
  private static final String A = patient("a");
  private static final String B = patient("b");
  private static final String C = patient("c");

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NDJSON"})
  void takesALineAResource(FhirFormat format) {
    byte[] source = (A + "\n" + B + "\r\n\n  " + C).getBytes(UTF_8);
    Parsed parsed = parse(source, OPTIONS.as(format));
    assertThat(parsed.texts()).containsExactly(A, B, C);
    assertThat(parsed.report().complete()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"resourceType\":\"Patient\",\"id\":\"x",
        "{\"resourceType\":\"Patient\",\"id\":\"x\"",
        "{\"resourceType\":\"Patient\",\"name\":[{",
        "{\"resourceType\":",
        "{\"resourceType\":\"Patient\",,}",
        "{\"entry\":[",
        "{\"entry\":[{\"fullUrl\"",
        "{",
        "}",
        "]]]",
        "not json",
        "{\"id\":\"x\"} trailing",
        "\"\\"
      })
  void aBadLineInTheMiddleCostsItselfAlone(String bad) {
    for (FhirFormat format : new FhirFormat[] {FhirFormat.AUTO, FhirFormat.NDJSON}) {
      byte[] source = (A + "\n" + bad + "\n" + B + "\n" + C + "\n").getBytes(UTF_8);
      Parsed parsed = parse(source, OPTIONS.as(format));
      assertThat(parsed.texts()).containsExactly(A, B, C);
      assertThat(parsed.report().complete()).isFalse();
      assertThat(parsed.report().refusals())
          .allSatisfy(refusal -> assertThat(refusal.place().line()).isEqualTo(2));
    }
  }

  @Test
  void aBadFirstLineCostsItselfAloneWhereTheFormatIsKnown() {
    String bad = "{\"resourceType\":\"Patient\"";
    Parsed parsed = parse((bad + "\n" + B).getBytes(UTF_8), OPTIONS.as(FhirFormat.NDJSON));
    assertThat(parsed.texts()).containsExactly(B);
    assertThat(parsed.report().refusedByCode()).containsOnlyKeys(ErrorCode.FHIR_NOT_JSON);
  }

  @Test
  void aFirstLineCutInsideAStringIsGuessedToBeALine() {
    Parsed parsed = parse("{\"resourceType\":\"Patient\",\"id\":\"x\n" + B + "\n" + C);
    assertThat(parsed.texts()).containsExactly(B, C);
    assertThat(parsed.report().refused()).isEqualTo(1);
  }

  @Test
  void aCutLastLineIsReportedAsTruncated() {
    Parsed parsed = parse(A + "\n" + B.substring(0, B.length() - 1));
    assertThat(parsed.texts()).containsExactly(A);
    assertThat(parsed.report().refusedByCode()).containsOnlyKeys(ErrorCode.FHIR_TRUNCATED);
  }

  @Test
  void aBundleOnALineIsCutAsWell() {
    Parsed parsed = parse(A + "\n" + bundle(B, "{}") + "\n" + C);
    assertThat(parsed.texts()).containsExactly(A, B, C);
    assertThat(parsed.report().refusals().get(0).place().line()).isEqualTo(2);
  }

  @Test
  void theFileNameTellsTheFormat(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("Patient.ndjson");
    Files.writeString(file, "{\"resourceType\":\"Patient\"\n" + B);
    try (FhirRecords records = FhirRecords.parse(file)) {
      assertThat(records).hasSize(1);
    }
  }

  @Test
  void anEmptyExportIsComplete(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("Patient.ndjson"));
    try (FhirRecords records = FhirRecords.parse(file)) {
      assertThat(records).isEmpty();
      assertThat(records.report().complete()).isTrue();
    }
  }

  @Test
  void gzipIsToldByItsFirstBytesAndMayHaveSeveralMembers() throws IOException {
    ByteArrayOutputStream source = new ByteArrayOutputStream();
    source.write(gzip((A + "\n").getBytes(UTF_8)));
    source.write(gzip(B.getBytes(UTF_8)));
    assertThat(parse(source.toByteArray(), OPTIONS).texts()).containsExactly(A, B);
  }
}
