// SPDX-License-Identifier: Apache-2.0
package health.habeas.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a process of its own, with the heap that the quickstart promises to be enough. */
final class JavaProcess {
  private static final int HEAP_MEBIBYTES = 512;
  private static final int MOST_SECONDS = 120;

  private final Path dir;

  JavaProcess(Path dir) {
    this.dir = dir;
  }

  /** Runs it in the directory, whose classes it can use, to a good end, and gives what it printed. */
  String run(String... programAndArguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
        "-Xmx" + HEAP_MEBIBYTES + "m",
        "-cp",
        dir + File.pathSeparator + classPath()));
    command.addAll(Arrays.asList(programAndArguments));
    Path output = dir.resolve("output");
    Process process = new ProcessBuilder(command)
        .directory(dir.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
    boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    String printed = Files.readString(output);
    assertThat(ended).as(printed).isTrue();
    assertThat(process.exitValue()).as(printed).isZero();
    return printed;
  }

  static String classPath() {
    return System.getProperty("java.class.path", "");
  }
}
