// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The second verifier, which shares no code with the SDK, agrees on every vector. */
class VerifierJsTest {
  @TempDir
  private Path folder = Path.of("");

  @Test
  void theJavaScriptVerifierAgreesOnEveryVector() throws IOException, InterruptedException {
    assumeTrue(hasNode(), "skipped: node is absent from the PATH");
    Path output = folder.resolve("output");
    Path root = Path.of(System.getProperty("habeas.root", ".."));
    Process run = new ProcessBuilder(
            "node", root.resolve("examples/verifier-js/run.mjs").toString())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
    boolean ended = run.waitFor(60, TimeUnit.SECONDS);
    run.destroy();
    assertThat(ended).as("it ends within a minute").isTrue();
    int all = Vectors.all().size();
    assertThat(Files.readString(output, StandardCharsets.UTF_8))
        .isEqualTo("verifier-js: %d of %d vectors agree\n".formatted(all, all));
    assertThat(run.exitValue()).isZero();
  }

  private static boolean hasNode() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .anyMatch(place -> Files.isExecutable(Path.of(place, "node")));
  }
}
