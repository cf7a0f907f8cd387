// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** What the callers of a ledger were answered, and between which ticks of one clock. Thread-safe. */
final class LedgerHistory {
  /** A call that was answered; what it did, it did between its two ticks. */
  sealed interface Event {
    /** The tick before the call. */
    long called();

    /** The tick after the answer. */
    long answered();
  }

  /** An append of one entry or more. */
  record Appended(long called, long answered, List<Entry> batch, List<Outcome> outcomes)
      implements Event {}

  /** A look-up. */
  record Found(long called, long answered, EntryId id, Optional<StoredEntry> stored)
      implements Event {}

  /** A page. */
  record Read(long called, long answered, long from, int max, List<StoredEntry> page)
      implements Event {}

  /** A head. */
  record Sized(long called, long answered, long size) implements Event {}

  private final AtomicLong ticks = new AtomicLong();
  private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();

  /** The next tick; no two are the same. */
  long tick() {
    return ticks.incrementAndGet();
  }

  void add(Event event) {
    events.add(event);
  }

  /**
   * The same, where of several calls that were all told that an entry is a duplicate the first that was made recorded it: a
   * client that lost an answer may have sent its append twice. Another of them may have been the one, so the bounds of the first
   * are no tighter than what is known.
   */
  LedgerHistory withResentAppends() {
    Set<EntryId> explained = new HashSet<>();
    appends()
        .forEach(append -> append.outcomes().stream()
            .filter(outcome -> !(outcome instanceof Outcome.Duplicate))
            .forEach(outcome -> {
              if (outcome instanceof Outcome.Acked acked) {
                explained.add(acked.receipt().id());
              } else if (outcome instanceof Outcome.InDoubt doubt) {
                explained.add(doubt.id());
              }
            }));
    LedgerHistory resent = new LedgerHistory();
    events.stream()
        .sorted(Comparator.comparingLong(Event::called))
        .map(event -> event instanceof Appended append ? resent(append, explained) : event)
        .forEach(resent::add);
    return resent;
  }

  private static Appended resent(Appended append, Set<EntryId> explained) {
    List<Outcome> outcomes = append.outcomes().stream()
        .map(outcome -> outcome instanceof Outcome.Duplicate duplicate
                && explained.add(duplicate.receipt().id())
            ? new Outcome.Acked(duplicate.receipt())
            : outcome)
        .toList();
    return new Appended(append.called(), append.answered(), append.batch(), outcomes);
  }

  Stream<Appended> appends() {
    return events.stream().filter(Appended.class::isInstance).map(Appended.class::cast);
  }

  List<Event> events() {
    return List.copyOf(events);
  }
}
