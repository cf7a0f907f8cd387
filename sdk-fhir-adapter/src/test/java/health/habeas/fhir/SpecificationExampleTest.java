// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.fhir.Sources.Parsed;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.RecordId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The example that docs/spec/fhir.md begins with does what the page says. */
class SpecificationExampleTest {
  @Test
  void theExampleGivesTheRecordAndTheReportOfThePage() throws IOException {
    String page = Files.readString(
        Path.of(System.getProperty("habeas.root", ".."), "docs", "spec", "fhir.md"));
    String start = "```json\n";
    int from = page.indexOf(start) + start.length();
    Parsed parsed = Sources.parse(page.substring(from, page.indexOf("\n```", from)));

    HealthRecord record = parsed.records().get(0);
    assertThat(parsed.records()).hasSize(1);
    assertThat(record.id()).isEqualTo(new RecordId("Observation/1"));
    assertThat(record.day()).isEqualTo(LocalDate.of(2024, 3, 6));
    assertThat(record.categories()).containsExactly(Category.LABORATORY);
    assertThat(parsed.text(0)).endsWith("\"valueQuantity\":{\"value\":1.00}}");
    assertThat(parsed.report().labelledByDefault()).isEqualTo(1);
    assertThat(page)
        .contains(
            "`" + parsed.report().refusals().get(0).toString().replaceAll(" \\(docs.*", "") + "`");
    assertThat(parsed.report().notKept()).isEqualTo(Map.of("bundle.type", 1L, "entry.fullUrl", 1L));
    assertThat(parsed.report().complete()).isFalse();
  }
}
