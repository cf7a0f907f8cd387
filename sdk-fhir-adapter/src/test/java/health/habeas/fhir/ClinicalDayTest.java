// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import static health.habeas.fhir.Sources.parse;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClinicalDayTest {
  private static LocalDate day(String members) {
    return parse("{\"resourceType\":\"Observation\"," + members + "}")
        .records()
        .get(0)
        .day();
  }

  @ParameterizedTest
  @CsvSource({
    "2024-03-05,2024-03-05",
    "2024-03,2024-03-01",
    "2024,2024-01-01",
    "2024-03-05T23:30:00-05:00,2024-03-06",
    "2024-03-05T00:30:00+05:00,2024-03-04",
    "2024-03-05T23:30:00.123Z,2024-03-05",
    "2016-12-31T23:59:60Z,2016-12-31",
    "2024-03-05T23:30:00,2024-03-05",
    "1850-01-01,1900-01-01",
    "9999-12-31,2258-11-11"
  })
  void readsEveryPrecisionAsAUtcDay(String text, LocalDate day) {
    assertThat(ClinicalDay.parse(text)).isEqualTo(day);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "2024-13-01", "2024-02-30", "20240305", "05.03.2024", "today is the day"})
  void isNullForWhatIsNoDate(String text) {
    assertThat(ClinicalDay.parse(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"effectiveDateTime\":\"2024-03-05\",\"issued\":\"2024-04-01T00:00:00Z\"",
        "\"issued\":\"2024-04-01T00:00:00Z\",\"effectiveDateTime\":\"2024-03-05\"",
        "\"effectivePeriod\":{\"start\":\"2024-03-05\",\"end\":\"2024-04-01\"}",
        "\"authoredOn\":\"2024-03-05\"",
        "\"performedPeriod\":{\"end\":\"2024-04-01\",\"start\":\"2024-03-05\"}",
        "\"occurrenceDateTime\":\"2024-03-05\"",
        "\"onsetDateTime\":\"2024-03-05\",\"recordedDate\":\"2024-04-01\"",
        "\"period\":{\"start\":\"2024-03-05\"}",
        "\"period\":{\"end\":\"2024-03-05\"}",
        "\"date\":\"2024-03-05\"",
        "\"collection\":{\"collectedDateTime\":\"2024-03-05\"}",
        "\"effectiveDateTime\":\"not a date\",\"issued\":\"2024-03-05\"",
        "\"meta\":{\"lastUpdated\":\"2020-01-01T00:00:00Z\"},\"issued\":\"2024-03-05\""
      })
  void prefersTheClinicalDate(String members) {
    assertThat(day(members)).isEqualTo(LocalDate.of(2024, 3, 5));
  }

  @Test
  void fallsBackToLastUpdatedThenBundleThenIngest() {
    String dated = "{\"resourceType\":\"Patient\",\"id\":\"1\",\"birthDate\":\"1970-02-03\","
        + "\"deceasedDateTime\":\"2020-02-02\",\"meta\":{\"lastUpdated\":\"2023-05-06T00:00:00Z\"}}";
    String undated = "{\"resourceType\":\"Patient\",\"id\":\"2\",\"birthDate\":\"1970-02-03\"}";
    String stamped = Sources.bundle(dated, undated)
        .replace("\"type\"", "\"timestamp\":\"2022-07-08T00:00:00Z\",\"type\"");
    assertThat(parse(stamped).records())
        .extracting(record -> record.day())
        .containsExactly(LocalDate.of(2023, 5, 6), LocalDate.of(2022, 7, 8));
    assertThat(parse(undated).records().get(0).day()).isEqualTo(Sources.OPTIONS.ingestDay());
  }

  @Test
  void datesOfContainedResourcesAreNotItsOwn() {
    assertThat(day(
            "\"contained\":[{\"issued\":\"2024-03-05\",\"period\":{\"start\":\"2024-03-05\"}}]"))
        .isEqualTo(Sources.OPTIONS.ingestDay());
  }
}
