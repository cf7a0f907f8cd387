// SPDX-License-Identifier: Apache-2.0
package health.habeas.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code on the README's first screen compiles and does what the text beside it says. */
class ReadmeCodeTest {
  private static final Path ROOT = Path.of(System.getProperty("habeas.root", "../.."));
  private static final String BUNDLE = "examples/data/synthea/seed-21/patient-1.json.gz";
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final String IMPORTS = """
      import static health.habeas.grant.Purpose.TREAT;
      import static health.habeas.record.Category.LABORATORY;
      import static java.time.Duration.ofDays;

      import health.habeas.*;
      import health.habeas.fhir.*;
      import health.habeas.grant.*;
      import health.habeas.key.*;
      import health.habeas.ledger.*;
      import health.habeas.shard.*;
      import java.nio.file.Path;
      """;

  @TempDir
  Path dir;

  @Test
  void readmeCodeCompilesAndRuns() throws IOException, InterruptedException {
    Files.writeString(dir.resolve("Readme.java"), program());
    Files.copy(ROOT.resolve(BUNDLE), dir.resolve("alice-bundle.json.gz"));
    compile();
    // In a process of its own, because its paths are relative.
    String printed = new JavaProcess(dir).run("Readme");
    assertThat(printed)
        .contains("HealthRecord[")
        .contains("Deny[HBS-1004 ")
        .contains("is revoked since ledger entry ")
        .contains("ask the patient for a new grant")
        .contains("Disclosure[");
  }

  private static String program() throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(ROOT.resolve("README.md")));
    assertThat(blocks.find()).isTrue();
    String code = blocks.group(1);
    assertThat(blocks.find()).as("the README has one block of Java").isFalse();
    return IMPORTS + "class Readme { public static void main(String[] none) {\n" + code + "}}\n";
  }

  private void compile() {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String source = dir.resolve("Readme.java").toString();
    String[] options = {"-proc:none", "-encoding", "UTF-8", "-cp", JavaProcess.classPath(), source};
    assertThat(compiler.run(null, null, null, options)).isZero();
  }
}
