// SPDX-License-Identifier: Apache-2.0
package health.habeas.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story holds, in the heap and the time that are promised. */
class QuickstartTest {
  private static final Path BUNDLE = Path.of(
      System.getProperty("habeas.root", "../.."),
      "examples/data/synthea/seed-21/patient-1.json.gz");

  private static final Pattern COST =
      Pattern.compile("took (\\d+\\.\\d) seconds, in a heap of at most 512 MiB");

  @TempDir
  Path dir;

  @Test
  void allStepsHoldIn512MebibytesAndAMinute() throws Exception {
    Path work = Files.createDirectory(dir.resolve("work"));
    String bundle = BUNDLE.toRealPath().toString();
    List<String> lines = new JavaProcess(dir)
        .run(Quickstart.class.getName(), bundle, work.toString())
        .lines()
        .toList();
    assertThat(lines).endsWith("quickstart: all 9 steps hold");
    Matcher cost = COST.matcher(lines.get(lines.size() - 2));
    assertThat(cost.matches()).isTrue();
    assertThat(Double.parseDouble(cost.group(1))).isBetween(0.1, 60.0);
  }

  @Test
  void oneBrokenPromiseIsNoticed() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Story story = new Story(new PrintStream(out, true, UTF_8));
    story.step("one");
    story.holds(true, "this holds");
    story.holds(false, "this does not");
    assertThat(story.end()).isFalse();
    assertThat(out.toString(UTF_8))
        .contains("[BROKEN] this does not")
        .endsWith("quickstart: 1 promises are BROKEN" + System.lineSeparator());
  }
}
