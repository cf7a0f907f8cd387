// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.TilePath;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What a check found: each fault is a line, at once, so that a million of them take no memory. One thread at a time. */
final class FsckReport {
  private final PrintStream out;
  private long faults;
  private long tiles;
  private long entries;

  FsckReport(PrintStream out) {
    this.out = out;
  }

  /** Something is not what it must be. */
  void fault(String place, String what) {
    faults++;
    out.println(place + ": " + what);
  }

  void fault(TilePath path, String what) {
    fault(place(path), what);
  }

  void fault(String place, LedgerException why) {
    fault(place, clause(why));
  }

  /** What is worth knowing, and no fault. */
  void note(String what) {
    out.println("note: " + what);
  }

  /** A file within the report. */
  void text(String file) {
    out.println("---");
    out.print(file);
    out.println("---");
  }

  void tile() {
    tiles++;
  }

  void entries(long count) {
    entries += count;
  }

  long faults() {
    return faults;
  }

  /** The last line. */
  void end(String under) {
    String found = faults == 0 ? "sound" : faults + (faults == 1 ? " fault" : " faults");
    out.println(found + ": " + tiles + " tiles, " + entries + " entries, " + under);
  }

  /** A tile's path and the entries under it. */
  static String place(TilePath path) {
    int shift = Math.max(path.level(), 0) * 8;
    long first = (path.index() * TilePath.FULL) << shift;
    long last = first + ((long) path.width() << shift) - 1;
    return path + " (entries " + first + " to " + last + ')';
  }

  /** Numbers as ranges: {@code 3, 5 to 9}. */
  static String ranges(List<Long> numbers) {
    List<String> ranges = new ArrayList<>();
    int at = 0;
    while (at < numbers.size()) {
      int end = at;
      while (end + 1 < numbers.size() && numbers.get(end + 1) == numbers.get(end) + 1) {
        end++;
      }
      ranges.add(
          end == at ? numbers.get(at).toString() : numbers.get(at) + " to " + numbers.get(end));
      at = end + 1;
    }
    return String.join(", ", ranges);
  }

  // the clause of an error, between its code and its remedy
  private static String clause(LedgerException why) {
    String message = String.valueOf(why.getMessage());
    int end = message.lastIndexOf("; " + why.code().remedy());
    return why.code().id()
        + ' '
        + message.substring(why.code().id().length() + 1, end < 0 ? message.length() : end);
  }
}
