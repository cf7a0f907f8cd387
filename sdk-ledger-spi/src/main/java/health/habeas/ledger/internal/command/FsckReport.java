// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.TilePath;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a check found: each fault is a line, at once, so that a million of them take no memory; after a hundred of a kind, the
 * others are counted. One thread at a time.
 */
final class FsckReport {
  private static final int MOST_OF_A_KIND = 100;
  private static final Pattern DETAIL = Pattern.compile("[ :,]*[0-9:,].*", Pattern.DOTALL);

  private final PrintStream out;
  private final Map<String, Long> kinds = new TreeMap<>(); // how many of each
  private String within = "";
  private long faults;
  private long tiles;
  private long entries;
  private long unchecked;

  FsckReport(PrintStream out) {
    this.out = out;
  }

  /** Something is not what it must be. */
  void fault(String place, String what) {
    fault(DETAIL.matcher(what).replaceFirst(""), place, what);
  }

  private void fault(String kind, String place, String what) {
    faults++;
    if (kinds.merge(kind, 1L, Long::sum) <= MOST_OF_A_KIND) {
      out.println(within + place + ": " + what);
    }
  }

  /** From now on, places are within this one. */
  void within(String part) {
    within = part + ": ";
  }

  void fault(TilePath path, String what) {
    fault(place(path), what);
  }

  void fault(String place, LedgerException why) {
    fault(why.code().id(), place, clause(why));
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

  /** Entries of the tree that nothing leads to. */
  void unchecked(long count) {
    unchecked += count;
  }

  long faults() {
    return faults;
  }

  /** The last lines. */
  void end(String under) {
    kinds.forEach((kind, count) -> {
      if (count > MOST_OF_A_KIND) {
        note((count - MOST_OF_A_KIND) + " more faults like these are not listed: " + kind);
      }
    });
    if (unchecked > 0) {
      note(unchecked + " entries can't be checked, since what leads to them is missing or altered");
    }
    String found = faults == 0 ? "sound" : faults + (faults == 1 ? " fault" : " faults");
    out.println(found + ": " + tiles + " tiles, " + entries + " entries, " + under);
  }

  /** A tile's path and the entries under it. */
  static String place(TilePath path) {
    int shift = Math.max(path.level(), 0) * 8;
    long first = (path.index() * TilePath.FULL) << shift;
    long last = first + count(path) - 1;
    return path + " (entries " + first + " to " + last + ')';
  }

  /** How many entries are under a tile. */
  static long count(TilePath path) {
    return (long) path.width() << (Math.max(path.level(), 0) * 8);
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
