// SPDX-License-Identifier: Apache-2.0
package health.habeas.quickstart;

import java.io.PrintStream;
import java.util.Locale;

/** Tells the story step by step, and notices every step that does not hold. Not thread-safe. */
final class Story {
  private final PrintStream out;
  private final long began = System.nanoTime();
  private int steps;
  private int broken;

  Story(PrintStream out) {
    this.out = out;
  }

  void step(String title) {
    steps++;
    out.println();
    out.println(steps + ". " + title);
  }

  void say(String text) {
    text.lines().forEach(line -> out.println("   " + line));
  }

  /** A promise of this step. */
  void holds(boolean holds, String promise) {
    out.println((holds ? "   [ok] " : "   [BROKEN] ") + promise);
    broken += holds ? 0 : 1;
  }

  /** The last line, and whether all is well. */
  boolean end() {
    out.println();
    out.println(cost());
    out.println(
        broken == 0
            ? "quickstart: all " + steps + " steps hold"
            : "quickstart: " + broken + " promises are BROKEN");
    return broken == 0;
  }

  private String cost() {
    double seconds = (System.nanoTime() - began) / 1e9;
    long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
    return String.format(
        Locale.ROOT, "took %.1f seconds, in a heap of at most %d MiB", seconds, mebibytes);
  }
}
