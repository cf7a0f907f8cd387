// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.soak;

import health.habeas.error.HabeasException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** How often what happened. Thread-safe. */
final class Tally {
  /** What is counted; the words are for the summary. */
  enum Kind {
    PUT("puts"),
    READ("reads"),
    GRANT("grants"),
    REVOCATION("revocations"),
    FAILED("failed and not acknowledged"),
    KILL("kills"),
    DISK("disks lost"),
    CUT("cuts"),
    LIE("lies"),
    NAMED("liars named by explain"),
    ACCUSED("reads that named the liar"),
    LEDGER("ledger kills"),
    REPAIR("repairs"),
    RESTORED("pieces and copies put back");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

  void add(Kind kind) {
    add(kind, 1);
  }

  void add(Kind kind, long more) {
    counts.computeIfAbsent(kind, each -> new LongAdder()).add(more);
  }

  void failed(HabeasException e) {
    failures.computeIfAbsent(e.code().toString(), each -> new LongAdder()).increment();
  }

  long count(Kind kind) {
    return counts.getOrDefault(kind, new LongAdder()).sum();
  }

  /** Why calls failed, by code. */
  Map<String, Long> failures() {
    Map<String, Long> sums = new TreeMap<>();
    failures.forEach((code, count) -> sums.put(code, count.sum()));
    return sums;
  }

  @Override
  public String toString() {
    return Arrays.stream(Kind.values())
        .map(kind -> count(kind) + " " + kind.words)
        .collect(Collectors.joining(", "));
  }
}
