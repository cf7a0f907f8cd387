// SPDX-License-Identifier: Apache-2.0
package health.habeas.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import health.habeas.error.InvalidInputException;
import health.habeas.fhir.FhirOptions;
import health.habeas.fhir.FhirRecords;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import java.io.ByteArrayInputStream;
import java.time.LocalDate;
import java.util.Set;

/** A file from a hospital that may be anything. */
class FhirFuzzTest {
  private static final FhirOptions OPTIONS =
      FhirOptions.of(LocalDate.of(2026, 3, 1), Set.of(Label.NORMAL));

  @FuzzTest(maxDuration = "60s")
  void whatIsTakenStoodInTheSource(byte[] source) {
    if (isGzip(source)) {
      return; // what it unpacks to is tried without the packing
    }
    String text = new String(source, ISO_8859_1);
    try (FhirRecords records = FhirRecords.parse(new ByteArrayInputStream(source), OPTIONS)) {
      long taken = 0;
      for (HealthRecord each : records) {
        assertThat(text.contains(new String(each.content(), ISO_8859_1))).isTrue();
        taken++;
      }
      assertThat(records.report().ended()).isTrue();
      assertThat(records.report().taken()).isEqualTo(taken);
    } catch (InvalidInputException expected) {
      // the source as a whole is not FHIR JSON, and the error says so
    }
  }

  private static boolean isGzip(byte[] source) {
    return source.length > 1 && source[0] == 0x1f && source[1] == (byte) 0x8b;
  }
}
