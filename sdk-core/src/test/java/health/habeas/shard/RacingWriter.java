// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process of its own that tries to write every name first, and prints how often it did. */
final class RacingWriter {
  private RacingWriter() {}

  /**
   * Writes.
   *
   * @param arguments folder, what to write, how many names
   */
  public static void main(String[] arguments) {
    int wins = 0;
    try (ShardStore store = ShardStore.directory(Path.of(arguments[0]))) {
      for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
        byte[] blob = (arguments[1] + " " + "x".repeat(1000)).getBytes(StandardCharsets.UTF_8);
        wins += store.putIfAbsent("race/" + i, blob) ? 1 : 0;
      }
    }
    System.out.println(wins);
  }
}
