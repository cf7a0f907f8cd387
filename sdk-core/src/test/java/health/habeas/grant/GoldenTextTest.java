// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The complete texts of some grants, as somebody has read and approved them. What differs is written to
 * {@code target/texts}: read it, and copy it over the approved one if it is right.
 */
class GoldenTextTest {
  private static final Path MADE = Path.of("target", "texts");

  @ParameterizedTest
  @CsvSource({
    "LABORATORY, ENGLISH", "LABORATORY, SPANISH", "LABORATORY, GERMAN",
    "EVERYTHING, ENGLISH", "EVERYTHING, SPANISH", "EVERYTHING, GERMAN",
    "HANDED_ON, ENGLISH", "HANDED_ON, SPANISH", "HANDED_ON, GERMAN",
    "EMERGENCY, ENGLISH", "EMERGENCY, SPANISH", "EMERGENCY, GERMAN",
    "WRITING, ENGLISH", "WRITING, SPANISH", "WRITING, GERMAN"
  })
  void isTheApprovedText(GrantTexts grant, Language language) throws IOException {
    String file = (grant + "." + language + ".txt").toLowerCase(Locale.ROOT).replace('_', '-');
    String text = grant.render(language);
    Files.createDirectories(MADE);
    Files.writeString(MADE.resolve(file), text);
    assertThat(text).as(file).isEqualTo(approved(file));
  }

  private static String approved(String file) throws IOException {
    try (InputStream in = GoldenTextTest.class.getResourceAsStream("texts/" + file)) {
      return new String(
          Objects.requireNonNull(in, "no approved " + file).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
