// SPDX-License-Identifier: Apache-2.0
package health.habeas.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages send people to a page; this holds the pages to the codes. */
class ErrorPagesTest {
  private static final Path PAGES =
      Path.of(System.getProperty("habeas.root", "..")).resolve("docs/errors");

  /** The ledger module has its own codes, which core does not list. */
  private static final String LEDGER_PAGES = "HBS-6[0-3].*";

  @ParameterizedTest
  @EnumSource
  void codeHasAPageThatSaysWhatAndWhatToDo(ErrorCode code) throws IOException {
    String page = Files.readString(PAGES.resolve(code.id() + ".md"));
    assertThat(page).startsWith("# " + code.id() + ": ").contains("**What.**", "**What to do.**");
  }

  @ParameterizedTest
  @EnumSource
  void indexLinksTheCodeAndSaysItsRemedy(ErrorCode code) throws IOException {
    List<String> rows = Files.readAllLines(PAGES.resolve("README.md")).stream()
        .filter(line -> line.startsWith("| [" + code.id() + "](" + code.id() + ".md) |"))
        .toList();
    assertThat(rows).hasSize(1).first().asString().endsWith("| " + code.remedy() + " |");
  }

  @Test
  void noPageIsWithoutACode() throws IOException {
    Set<String> codes =
        Arrays.stream(ErrorCode.values()).map(ErrorCode::id).collect(Collectors.toSet());
    try (Stream<Path> files = Files.list(PAGES)) {
      assertThat(files
              .map(file -> String.valueOf(file.getFileName()).replace(".md", ""))
              .filter(name -> !name.equals("README") && !name.matches(LEDGER_PAGES)))
          .isNotEmpty()
          .isSubsetOf(codes);
    }
  }
}
