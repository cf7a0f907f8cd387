// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The second verifier, which shares no code with the SDK, agrees on every vector. */
class VerifierJsTest {
  private static final Path ROOT = Path.of(System.getProperty("habeas.root", ".."));

  @TempDir
  private Path folder = Path.of("");

  @Test
  void theJavaScriptVerifierAgreesOnEveryVector() throws IOException, InterruptedException {
    int all = Vectors.all().size();
    assertThat(outputOf("run.mjs"))
        .isEqualTo("verifier-js: %d of %d vectors agree\n".formatted(all, all));
  }

  @Test
  void itsMlDsaAgreesWithThePublishedCases() throws IOException, InterruptedException {
    String fallback = ROOT.resolve("../shared/vectors").toString();
    Path cases = Path.of(System.getProperty("habeas.vectors", fallback))
        .resolve("wycheproof/mldsa_65_verify_test.json");
    assumeTrue(Files.exists(cases), "skipped: " + cases + " is absent");
    assertThat(outputOf("ml-dsa.test.mjs", cases.toString()))
        .isEqualTo("ml-dsa: 210 of 210 cases agree\n");
  }

  private String outputOf(String script, String... arguments)
      throws IOException, InterruptedException {
    assumeTrue(hasNode(), "skipped: node is absent from the PATH");
    Path output = folder.resolve("output");
    List<String> command = new ArrayList<>();
    command.add("node");
    command.add(ROOT.resolve("examples/verifier-js").resolve(script).toString());
    command.addAll(List.of(arguments));
    Process run = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
    boolean ended = run.waitFor(60, TimeUnit.SECONDS);
    run.destroy();
    assertThat(ended).as("it ends within a minute").isTrue();
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(run.exitValue()).as(said).isZero();
    return said;
  }

  private static boolean hasNode() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .anyMatch(place -> Files.isExecutable(Path.of(place, "node")));
  }
}
