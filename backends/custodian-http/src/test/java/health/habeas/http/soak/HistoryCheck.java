// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.soak;

import health.habeas.http.soak.History.Read;
import health.habeas.http.soak.History.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds a history against what was promised: a complete answer has every record that was acknowledged before it was asked
 * for, none older than that or than what a complete answer showed before; nothing is seen that nobody wrote, or that was
 * written only afterwards; nothing is seen under a grant after its revocation; nobody is called a liar who did not lie.
 *
 * <p>An answer that says that it is not complete may lack records, and show an older version of one whose newest it could not
 * reach. Immutable.
 *
 * @param lost what was acknowledged and is not there
 * @param wrong what is there and should not be
 */
record HistoryCheck(List<String> lost, List<String> wrong) {
  HistoryCheck {
    lost = List.copyOf(lost);
    wrong = List.copyOf(wrong);
  }

  static HistoryCheck of(History history) {
    List<String> lost = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    List<Read> reads =
        history.reads().stream().sorted(Comparator.comparingLong(Read::began)).toList();
    for (Read read : reads) {
      for (String record : records(history, read)) {
        judge(new Seen(record, read), history.writes(), reads, lost, wrong);
      }
      if (!read.seen().isEmpty()
          && history.revocations().stream()
              .anyMatch(end -> end.grant().equals(read.reader()) && end.ended() < read.began())) {
        wrong.add("a revoked grant still reads: " + read);
      }
      read.accused().stream()
          .filter(name -> history.lies().stream()
              .noneMatch(lie -> lie.custodian().equals(name)
                  && lie.began() < read.ended()
                  && lie.ended() > read.began()))
          .forEach(name -> wrong.add(name + " is called a liar and was none: " + read));
    }
    return new HistoryCheck(lost, wrong);
  }

  private record Seen(String record, Read read) {
    int version() {
      return read.seen().getOrDefault(record, 0);
    }

    @Override
    public String toString() {
      return record + " version " + version() + " in a read of " + read.reader() + " from "
          + read.began() + " to " + read.ended() + (read.complete() ? "" : ", not complete");
    }
  }

  private static Set<String> records(History history, Read read) {
    Set<String> records = new TreeSet<>(read.seen().keySet());
    history.writes().stream()
        .flatMap(write -> write.versions().keySet().stream())
        .filter(read::wants)
        .forEach(records::add);
    return records;
  }

  private static void judge(
      Seen seen, List<Write> writes, List<Read> reads, List<String> lost, List<String> wrong) {
    int version = seen.version();
    if (version != 0 && !isWritten(seen, writes)) {
      wrong.add("nobody wrote " + seen);
      return;
    }
    int least = leastExpected(seen, writes, reads);
    if (seen.read().complete() && version < least) {
      String what = seen + ", and version " + least + " was acknowledged or seen before";
      if (version == 0) {
        lost.add(what);
      } else {
        wrong.add("stale: " + what);
      }
    }
  }

  /** An attempt that failed counts, too: it may have happened. */
  private static boolean isWritten(Seen seen, List<Write> writes) {
    return seen.read().wants(seen.record())
        && writes.stream()
            .anyMatch(write -> write.began() < seen.read().ended()
                && write.versions().getOrDefault(seen.record(), 0) == seen.version());
  }

  private static int leastExpected(Seen seen, List<Write> writes, List<Read> reads) {
    long began = seen.read().began();
    int acknowledged = writes.stream()
        .filter(write -> write.ended() < began)
        .map(Write::versions)
        .mapToInt(versions -> versions.getOrDefault(seen.record(), 0))
        .max()
        .orElse(0);
    int shown = reads.stream()
        .filter(read -> read.complete() && read.ended() < began)
        .map(Read::seen)
        .mapToInt(versions -> versions.getOrDefault(seen.record(), 0))
        .max()
        .orElse(0);
    return Math.max(acknowledged, shown);
  }

  /** Of what a read gave: which version each record has. */
  static Map<String, Integer> merge(Map<String, Integer> seen, String record, int version) {
    // A record that is there twice is an answer that nobody could use.
    seen.merge(record, version, (one, other) -> Content.WRONG);
    return seen;
  }
}
