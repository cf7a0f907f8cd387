// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LedgerErrorCodeTest {
  private static final Path PAGES =
      Path.of(System.getProperty("habeas.root", ".."), "docs", "errors");

  @ParameterizedTest
  @EnumSource
  void hasAPageThatNamesIt(LedgerErrorCode code) throws Exception {
    assertThat(Files.readString(PAGES.resolve(code.id() + ".md")))
        .startsWith("# " + code.id() + " ")
        .contains("LedgerErrorCode." + code.name());
  }

  @ParameterizedTest
  @EnumSource
  void messagesSayWhatWhyAndHow(LedgerErrorCode code) {
    assertThat(new LedgerException.Permanent(code, "what happened and why"))
        .hasMessage(code.id() + " what happened and why; " + code.remedy() + " (docs/errors/"
            + code.id() + ".md)");
  }
}
