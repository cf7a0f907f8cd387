// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sources far larger than the heap they are read in, in a process of their own. */
class LargeSourceTest {
  private static final int HEAP_MEBIBYTES = 48;
  private static final int INCOMPLETE = 3; // an uncaught error exits with 1

  /** A bundle that is written while it is read. */
  private static final class Generated extends InputStream {
    private static final String TEXT = "x".repeat(1600);
    private final int resources;
    private int written = -1;
    private byte[] part = {};
    private int at;

    Generated(int resources) {
      this.resources = resources;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (at == part.length && !next()) {
        return -1;
      }
      int n = Math.min(length, part.length - at);
      System.arraycopy(part, at, into, offset, n);
      at += n;
      return n;
    }

    private boolean next() {
      if (written > resources) {
        return false;
      }
      String text = written < 0
          ? "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":["
          : written == resources ? "]}" : entry();
      part = text.getBytes(StandardCharsets.UTF_8);
      at = 0;
      written++;
      return true;
    }

    private String entry() {
      String text = written == resources / 2 ? TEXT.repeat(1300) : TEXT; // one resource of 2.1 MB
      return (written == 0 ? "" : ",")
          + "{\"fullUrl\":\"urn:uuid:" + written
          + "\",\"resource\":{\"resourceType\":\"Observation\",\"id\":\"o"
          + written
          + "\",\"status\":\"final\",\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"c"
          + written
          + "\"}]},\"effectiveDateTime\":\"2024-03-05T10:00:00Z\",\"note\":[{\"text\":\""
          + text
          + "\"}]},\"request\":{\"method\":\"POST\",\"url\":\"Observation\"}}";
    }
  }

  /** Runs in the small process: reads, and prints what it read. */
  static final class Reader {
    private Reader() {}

    public static void main(String[] arguments) {
      long bytes = 0;
      long count = 0;
      try (FhirRecords records =
          FhirRecords.parse(new Generated(Integer.parseInt(arguments[0])), Sources.OPTIONS)) {
        for (var record : records) {
          bytes += record.sizeBytes();
          count++;
        }
        if (!records.report().complete()) {
          throw new IllegalStateException(records.report().toString());
        }
      }
      System.exit(count == Integer.parseInt(arguments[0]) && bytes > 60_000_000 ? 0 : INCOMPLETE);
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

  private static int exitOf(String resources) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process = new ProcessBuilder(List.of(
            java,
            "-Xmx" + HEAP_MEBIBYTES + "m",
            "-cp",
            System.getProperty("java.class.path"),
            Reader.class.getName(),
            resources))
        .inheritIO()
        .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
