// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.testkit.ledger.LedgerHistory.Appended;
import health.habeas.testkit.ledger.LedgerHistory.Event;
import health.habeas.testkit.ledger.LedgerHistory.Found;
import health.habeas.testkit.ledger.LedgerHistory.Read;
import health.habeas.testkit.ledger.LedgerHistory.Sized;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Whether a history could have come about by doing its calls one after the other, each between its call and its answer
 * (linearizability, Herlihy and Wing 1990), on a log that is as the test found it at the end.
 *
 * <p>The general question needs a search (Wing and Gong 1993, Lowe 2017), because nobody knows the order of the effects. A log
 * tells it: entries take effect in the order of their positions, and ids are unique. So what is to be found is only a time
 * {@code R(0) < R(1) < …} for each position, and every answer bounds single ones of them:
 *
 * <ul>
 *   <li>acknowledged: {@code called < R(p) < answered};
 *   <li>a duplicate, found, read, refused as a conflict with it, or below a head's size: {@code R(p) < answered};
 *   <li>not found, at the end of a page that ends the log, or not below a head's size: {@code R(p) > called};
 *   <li>never acknowledged but recorded: {@code R(p) >} the first call that was left in doubt.
 * </ul>
 *
 * <p><em>Complete and sound.</em> A call that changes nothing may stand anywhere between its ticks where its answer is true.
 * That place is an interval between two neighbouring {@code R}, or a half-line behind one; it meets the interval of the call
 * if and only if each begins before the other ends, which are the bounds above. (A conflict of one of several ids is one with
 * the id that was recorded first.) So the history is linearizable if and only if there are increasing times within the bounds.
 * With {@code low} and {@code high} for the bounds, they exist if and only if no {@code low(q)}, {@code q ≤ p}, is at or behind
 * {@code high(p)}: necessary, since {@code low(q) < R(q) ≤ R(p) < high(p)}; sufficient, since each time can then be put just
 * behind the largest {@code low} so far. Entries that one batch recorded have one time, so their bounds are shared. Only for
 * batches in doubt is the check not complete: which of several tries recorded them is not guessed.
 *
 * <p>Not thread-safe: one per history.
 */
final class LinearizabilityCheck {
  private final List<StoredEntry> log;
  private final boolean atomicBatches;
  private final Map<EntryId, Integer> places = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private final long[] low;
  private final long[] high;
  private final int[] acknowledged;
  private final long[] firstDoubt;
  private final int[] group; // the first position that was recorded together with this one

  private LinearizabilityCheck(List<StoredEntry> log, boolean atomicBatches) {
    this.log = log;
    this.atomicBatches = atomicBatches;
    this.low = new long[log.size()];
    this.high = new long[log.size()];
    this.acknowledged = new int[log.size()];
    this.firstDoubt = new long[log.size()];
    this.group = new int[log.size()];
    Arrays.fill(low, Long.MIN_VALUE);
    Arrays.fill(high, Long.MAX_VALUE);
    Arrays.fill(firstDoubt, Long.MAX_VALUE);
    Arrays.setAll(group, place -> place);
  }

  /**
   * What is wrong with a history; nothing, if it is linearizable.
   *
   * @param events all answered calls; nothing is under way any more
   * @param log all entries afterwards
   * @param atomicBatches whether a batch is one step, rather than a step for each entry
   */
  static List<String> violations(List<Event> events, List<StoredEntry> log, boolean atomicBatches) {
    LinearizabilityCheck check = new LinearizabilityCheck(log, atomicBatches);
    check.place();
    events.forEach(check::bound);
    check.order(events);
    return check.violations;
  }

  private void place() {
    for (int place = 0; place < log.size(); place++) {
      if (log.get(place).position() != place) {
        violations.add("the log skips or repeats position " + place);
      }
      if (places.put(log.get(place).entry().id(), place) != null) {
        violations.add("the entry at " + place + " was recorded before");
      }
    }
  }

  private void bound(Event event) {
    if (event instanceof Appended appended) {
      boundAppend(appended);
    } else if (event instanceof Found found) {
      boundFind(found);
    } else if (event instanceof Read read) {
      boundRead(read);
    } else if (event instanceof Sized sized) {
      before(sized.size() - 1, sized.answered(), "a head covers");
      after(sized.size(), sized.called());
    }
  }

  private void boundAppend(Appended append) {
    List<Integer> recordedNow = new ArrayList<>();
    for (int i = 0; i < append.batch().size(); i++) {
      Entry entry = append.batch().get(i);
      Outcome outcome = append.outcomes().get(i);
      Integer place = places.get(entry.id());
      outcome.recorded().ifPresent(receipt -> {
        if (place == null
            || receipt.position() != place
            || !log.get(place).entry().equals(entry)
            || !log.get(place).time().equals(receipt.time())) {
          violations.add("a receipt for position " + receipt.position() + " is not the log's");
        }
      });
      if (place != null && log.get(place).entry().equals(entry)) {
        boundEntry(append, outcome, place, recordedNow);
      }
    }
    if (isConflict(append)) {
      boundConflict(append);
    }
    if (atomicBatches) {
      share(recordedNow);
    }
  }

  private void boundEntry(Appended append, Outcome outcome, int place, List<Integer> recordedNow) {
    if (outcome instanceof Outcome.Acked) {
      acknowledged[place]++;
      recordedNow.add(place);
      after(place, append.called());
      before(place, append.answered(), "acknowledged");
    } else if (outcome instanceof Outcome.Duplicate) {
      before(place, append.answered(), "a duplicate");
    } else if (outcome instanceof Outcome.InDoubt) {
      firstDoubt[place] = Math.min(firstDoubt[place], append.called());
    }
  }

  private static boolean isConflict(Appended append) {
    return append.outcomes().stream()
        .anyMatch(outcome -> outcome instanceof Outcome.Rejected rejected
            && rejected.error().code() == LedgerErrorCode.CONFLICT);
  }

  // of several ids that stand for another leaf, the one that was recorded first is enough
  private void boundConflict(Appended append) {
    long distinct = append.batch().stream().map(Entry::id).distinct().count();
    boolean ownConflict = distinct < append.batch().stream().distinct().count();
    append.batch().stream()
        .flatMap(entry -> Stream.ofNullable(places.get(entry.id()))
            .filter(place -> !log.get(place).entry().equals(entry)))
        .min(Integer::compare)
        .ifPresentOrElse(
            place -> {
              if (!ownConflict) {
                before(place, append.answered(), "in conflict");
              }
            },
            () -> {
              if (!ownConflict) {
                violations.add("a conflict with nothing that was recorded");
              }
            });
  }

  private void share(List<Integer> recordedNow) {
    TreeSet<Integer> sorted = new TreeSet<>(recordedNow);
    if (!sorted.isEmpty()) {
      if (!List.copyOf(sorted).equals(recordedNow)
          || sorted.last() - sorted.first() != sorted.size() - 1) {
        violations.add("a batch is not side by side, from position " + sorted.first());
      }
      sorted.forEach(place -> group[place] = sorted.first());
    }
  }

  private void boundFind(Found found) {
    Integer place = places.get(found.id());
    found.stored().ifPresent(stored -> {
      if (place == null || !stored.equals(log.get(place))) {
        violations.add("an entry was found that is not the log's, at " + stored.position());
      }
    });
    if (place != null && found.stored().isPresent()) {
      before(place, found.answered(), "found");
    } else if (place != null) {
      after(place, found.called());
    }
  }

  private void boundRead(Read read) {
    long end = read.from() + read.page().size();
    if (read.page().isEmpty()) {
      after(read.from(), read.called());
    } else if (read.page().size() > read.max()
        || end > log.size()
        || !read.page().equals(log.subList((int) read.from(), (int) end))) {
      violations.add("a page from " + read.from() + " is not the log's");
    } else {
      before(end - 1, read.answered(), "read");
    }
  }

  private void before(long place, long tick, String what) {
    if (place >= log.size()) {
      violations.add(what + " position " + place + ", which the log does not have");
    } else if (place >= 0) {
      high[(int) place] = Math.min(high[(int) place], tick);
    }
  }

  private void after(long place, long tick) {
    if (place < log.size()) {
      low[(int) place] = Math.max(low[(int) place], tick);
    }
  }

  private void order(List<Event> events) {
    for (int place = 0; place < log.size(); place++) {
      if (acknowledged[place] > 1) {
        violations.add("the entry at " + place + " was acknowledged as new more than once");
      } else if (acknowledged[place] == 0 && firstDoubt[place] == Long.MAX_VALUE) {
        violations.add("the entry at " + place + " is there, and nobody was told so or in doubt");
      } else if (acknowledged[place] == 0) {
        after(place, firstDoubt[place]);
      }
    }
    if (atomicBatches) {
      events.stream()
          .filter(Appended.class::isInstance)
          .forEach(event -> requireWhole((Appended) event, events));
    }
    shareBounds();
    long latest = Long.MIN_VALUE;
    for (int place = 0; place < log.size(); place++) {
      latest = Math.max(latest, low[place]);
      if (latest >= high[place]) {
        violations.add("the entry at " + place + " was seen by tick " + high[place]
            + ", and it or one before it was not there at tick " + latest);
      }
    }
  }

  private void shareBounds() {
    for (int place = 0; place < log.size(); place++) {
      int first = group[place];
      low[first] = Math.max(low[first], low[place]);
      high[first] = Math.min(high[first], high[place]);
    }
    for (int place = 0; place < log.size(); place++) {
      low[place] = low[group[place]];
      high[place] = high[group[place]];
    }
  }

  // What a batch in doubt alone can have recorded came whole.
  private void requireWhole(Appended append, List<Event> events) {
    if (!append.outcomes().stream().allMatch(Outcome.InDoubt.class::isInstance)) {
      return;
    }
    boolean someByItAlone = append.batch().stream()
        .anyMatch(entry -> isThere(entry)
            && events.stream()
                .noneMatch(other -> other != append
                    && other instanceof Appended tried
                    && tried.batch().contains(entry)));
    if (someByItAlone && !append.batch().stream().allMatch(this::isThere)) {
      violations.add("a batch in doubt is there in part");
    }
  }

  private boolean isThere(Entry entry) {
    Integer place = places.get(entry.id());
    return place != null && Objects.equals(log.get(place).entry(), entry);
  }
}
