// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java process with a small heap, on the class path of the tests. */
final class SmallProcess {
  private static final int MOST_SECONDS = 300;

  private SmallProcess() {}

  /** Runs a program to its end; what it prints goes where the tests print. */
  static int exitOf(Class<?> program, int heapMebibytes, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + heapMebibytes + "m",
        "-cp",
        System.getProperty("java.class.path"),
        program.getName()));
    command.addAll(Arrays.asList(arguments));
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}
