// SPDX-License-Identifier: Apache-2.0
package health.habeas.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A record that is much larger than the heap is written and read, in a process of its own. {@code -Pstream} does it with
 * 10 GiB, which takes 15 GiB of disk.
 */
class LargeStreamTest {
  private static final String MIB = System.getProperty("habeas.streamMiB", "96");

  @Test
  void aHeapOf32MebibytesWritesAndReadsIt(@TempDir Path directory) throws Exception {
    Path errors = directory.resolve("errors.txt");
    Process worker = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx32m",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            StreamWorker.class.getName(),
            directory.resolve("nodes").toString(),
            MIB)
        .redirectError(errors.toFile())
        .start();
    List<String> said;
    try (BufferedReader lines = worker.inputReader()) {
      said = lines.lines().toList();
    }
    assertThat(worker.waitFor()).as(Files.readString(errors)).isZero();
    assertThat(said).hasSize(2);
    if (System.getProperty("habeas.streamMiB") != null) {
      System.out.println(
          "stream: " + MIB + " MiB with a heap of 32 MiB, " + String.join(", ", said));
    }
  }
}
