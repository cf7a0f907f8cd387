// SPDX-License-Identifier: Apache-2.0
package health.habeas.quickstart;

import java.io.PrintStream;

/** Tells the story step by step, and notices every step that does not hold. Not thread-safe. */
final class Story {
  private final PrintStream out;
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
    out.println(
        broken == 0
            ? "quickstart: all " + steps + " steps hold"
            : "quickstart: " + broken + " promises are BROKEN");
    return broken == 0;
  }
}
