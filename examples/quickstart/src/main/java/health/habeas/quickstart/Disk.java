// SPDX-License-Identifier: Apache-2.0
package health.habeas.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What happens to the custodians' disks in the story. */
final class Disk {
  private Disk() {}

  static List<Path> shards(Path node) throws IOException {
    return files(node).stream()
        .filter(file -> file.toString().contains("shard"))
        .toList();
  }

  static long sizeBytes(List<Path> files) throws IOException {
    long sum = 0;
    for (Path file : files) {
      sum += Files.size(file);
    }
    return sum;
  }

  static void erase(Path node) throws IOException {
    for (Path file : files(node)) {
      Files.delete(file);
    }
  }

  static void flipABitInEveryShardAndManifest(Path node) throws IOException {
    for (Path file : files(node)) {
      if (file.toString().matches(".*[/\\\\](shard|manifest)[/\\\\].*")) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    }
  }

  private static List<Path> files(Path node) throws IOException {
    try (Stream<Path> all = Files.walk(node)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
