// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import static health.habeas.fhir.Sources.OPTIONS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.error.InvalidInputException;
import health.habeas.record.HealthRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a source, what stands in it appears in no exception, no log line and no toString. */
class NothingLeaksTest {
  private static final String CANARY = "Xq7Canary";
  private static final Path LOG = Path.of("target", "log-of-tests.txt"); // simplelogger.properties

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"resourceType\":\"Patient\",\"id\":\"#\"}",
        "{\"resourceType\":\"Patient\",\"id\":\"#/#\"}",
        "{\"resourceType\":\"#\",\"id\":\"1\"}",
        "{\"resourceType\":\"# #\"}",
        "{\"resourceType\":\"Patient\",\"id\":#}",
        "{\"resourceType\":\"Patient\",#:1}",
        "{\"resourceType\":\"Patient\",\"#\" 1}",
        "{\"resourceType\":\"Patient\",\"x\":\"#\\q\"}",
        "{\"resourceType\":\"Patient\",\"code\":{\"system\":\"#\",\"code\":\"#\"},\"birthDate\":\"#\"}",
        "{\"resourceType\":\"Patient\",\"effectiveDateTime\":\"#\"}",
        "{\"resourceType\":\"Bundle\",\"#\":\"#\",\"entry\":[{\"#\":\"#\"},{\"resource\":{\"#\":1}}]}",
        "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"x\":\"#\"",
        "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":#",
        "#",
        "{#}\n{\"id\":\"#\"}\n#\n"
      })
  void neitherInMessagesNorInLogsNorInToString(String template) throws IOException {
    byte[] source = template.replace("#", CANARY).getBytes(UTF_8);
    List<String> said = new ArrayList<>();
    said.add(read(source, OPTIONS));
    said.add(read(source, OPTIONS.strict()));
    said.add(Files.readString(LOG));
    assertThat(said)
        .noneMatch(text -> text.contains(CANARY) || text.contains(CANARY.toLowerCase(Locale.ROOT)));
  }

  @Test
  void theWarningIsReallyLoggedWhereThisTestLooks() throws IOException {
    long before = Files.exists(LOG) ? Files.size(LOG) : 0;
    read("{}".getBytes(UTF_8), OPTIONS);
    String logged = Files.readString(LOG).substring((int) before);
    assertThat(logged).contains("0 records taken, 1 refused");
  }

  private static String read(byte[] source, FhirOptions options) {
    StringWriter said = new StringWriter();
    SensitivityClassifier noting = facts -> {
      said.append(facts.toString()).append(facts.codings().toString());
      return Set.of();
    };
    try {
      Sources.Parsed parsed = Sources.parse(source, options.classifiedBy(noting));
      for (HealthRecord record : parsed.records()) {
        said.append(record.toString()).append(record.id().toString());
      }
      said.append(parsed.report().toString()).append(parsed.report().byType().toString());
      said.append(parsed.report().notKept().toString())
          .append(parsed.report().refusals().toString());
    } catch (InvalidInputException e) {
      e.printStackTrace(new PrintWriter(said, true));
    }
    return said.toString();
  }
}
