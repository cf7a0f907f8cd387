// SPDX-License-Identifier: Apache-2.0
package health.habeas.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The index of decisions names each page once, in order. */
class DecisionIndexTest {
  private static final Path PAGES =
      Path.of(System.getProperty("habeas.root", "..")).resolve("docs/adr");

  @Test
  void eachDecisionHasOneRow() throws IOException {
    List<String> pages;
    try (Stream<Path> files = Files.list(PAGES)) {
      pages = files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> !name.equals("README.md"))
          .sorted()
          .toList();
    }
    assertThat(Files.readAllLines(PAGES.resolve("README.md")).stream()
            .filter(line -> line.startsWith("| ["))
            .map(line -> line.substring(line.indexOf('(') + 1, line.indexOf(')'))))
        .isNotEmpty()
        .containsExactlyElementsOf(pages);
  }
}
