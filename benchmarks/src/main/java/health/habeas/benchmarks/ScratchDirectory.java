// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory on a real disk that is gone when it is closed. Not thread-safe: one per benchmark. */
final class ScratchDirectory implements AutoCloseable {
  private final Path path;

  ScratchDirectory() throws IOException {
    this.path = Files.createTempDirectory("habeas-bench");
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(path)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.delete(each);
    }
  }
}
