// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Sources far larger than the heap they are read in, in a process of their own. */
class LargeSourceTest {
  private static final int HEAP_MEBIBYTES = 48;
  private static final int INCOMPLETE = 3; // an uncaught error exits with 1

  /** Runs in the small process: reads, and says whether it read all. */
  static final class Reader {
    private Reader() {}

    public static void main(String[] arguments) {
      int resources = Integer.parseInt(arguments[0]);
      long bytes = 0;
      long count = 0;
      try (FhirRecords records =
          FhirRecords.parse(new GeneratedBundle(resources), Sources.OPTIONS)) {
        for (var record : records) {
          bytes += record.sizeBytes();
          count++;
        }
        if (!records.report().complete()) {
          throw new IllegalStateException(records.report().toString());
        }
      }
      System.exit(count == resources && bytes > 60_000_000 ? 0 : INCOMPLETE);
    }
  }

  @Test
  void readsSixtyMegabytesAnd35000ResourcesInAFractionOfTheirSize() throws Exception {
    assertThat(exitOf("35000")).isZero();
  }

  @Test
  void theSmallProcessReallyFailsWhenSomethingIsWrong() throws Exception {
    assertThat(exitOf("7")).isEqualTo(INCOMPLETE);
  }

  private static int exitOf(String resources) throws Exception {
    return SmallProcess.exitOf(Reader.class, HEAP_MEBIBYTES, resources);
  }
}
