// SPDX-License-Identifier: Apache-2.0
package health.habeas.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A Java process that is killed with -9 at a random moment after a random line that it said.
 *
 * @param random draws the moment
 * @param lines how many lines it is heard at most before
 * @param mostDelayMillis how long it may go on after the line
 */
record KilledProcess(Random random, int lines, int mostDelayMillis) {
  private static final int SIGKILL_EXIT = 128 + 9;

  /** @param heard is given every line that it said, the last ones included */
  void run(Class<?> main, List<String> arguments, Path errors, Consumer<String> heard)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-Xshare:auto",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        main.getName()));
    command.addAll(arguments);
    Process worker = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    int last = random.nextInt(lines);
    int delay = random.nextInt(mostDelayMillis);
    try (BufferedReader said = worker.inputReader()) {
      int count = 0;
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        if (count++ == last) {
          // By the handle: unlike the process, it leaves the lines readable.
          CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS)
              .execute(worker.toHandle()::destroyForcibly);
        }
        heard.accept(line);
      }
    } finally {
      worker.destroyForcibly();
    }
    assertThat(worker.waitFor()).as(Files.readString(errors)).isEqualTo(SIGKILL_EXIT);
  }
}
