// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No record that was acknowledged is lost and no wrong byte is read, whatever happens to two of six custodians at a time.
 * {@code -Dhabeas.soak=30m} for how long, {@code -Dhabeas.soakSeed=…} to try the same faults again: their kinds and order are
 * the seed's, what they meet is chance. Custodians start empty every two minutes, so that a long run tries many vaults
 * and not one that grows.
 */
class SoakTest {
  private static final Duration CHAPTER = Duration.ofMinutes(2);

  @TempDir
  Path directory;

  @Test
  void nothingAcknowledgedIsLostAndNothingWrongIsRead() throws Exception {
    Duration length = length(System.getProperty("habeas.soak", "60s"));
    long seed = Long.getLong("habeas.soakSeed", System.nanoTime());
    Random random = new Random(seed);
    Tally tally = new Tally();
    List<String> lost = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    long end = System.nanoTime() + length.toNanos();
    for (int chapter = 1; System.nanoTime() < end; chapter++) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      try {
        HistoryCheck check = new Chapter(tally, random)
            .run(
                directory.resolve("chapter-" + chapter),
                left.compareTo(CHAPTER) < 0 ? left : CHAPTER);
        lost.addAll(check.lost());
        wrong.addAll(check.wrong());
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + tally + tally.failures(), e);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "soak: %d lost, %d wrong; %s, seed %d: %s %s%n",
        lost.size(),
        wrong.size(),
        length,
        seed,
        tally,
        tally.failures());
    assertThat(lost).as("lost, with seed %d", seed).isEmpty();
    assertThat(wrong).as("wrong, with seed %d", seed).isEmpty();
    // A run in which nothing happened promises nothing.
    assertThat(tally.count(Tally.Kind.PUT)).isPositive();
    assertThat(tally.count(Tally.Kind.READ)).isPositive();
    assertThat(tally.count(Tally.Kind.NAMED)).isEqualTo(tally.count(Tally.Kind.LIE));
  }

  /** A number with s or m. */
  private static Duration length(String text) {
    return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }
}
