// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static health.habeas.testkit.ledger.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Entry;
import health.habeas.ledger.Finality;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.testkit.ledger.LedgerHistory.Appended;
import health.habeas.testkit.ledger.LedgerHistory.Event;
import health.habeas.testkit.ledger.LedgerHistory.Found;
import health.habeas.testkit.ledger.LedgerHistory.Read;
import health.habeas.testkit.ledger.LedgerHistory.Sized;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** The check by bounds says just what a search through all orders says. */
class LinearizabilityCheckTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final int IDS = 3;

  /** Small histories, true ones and such whose calls were exchanged, of which every order can be tried. */
  @Property(tries = 2000)
  void agreesWithASearchThroughAllOrders(@ForAll long seed) {
    Random random = new Random(seed);
    List<StoredEntry> log = new ArrayList<>();
    List<Event> events = overlapping(random, sequential(random, log));
    boolean byBounds = LinearizabilityCheck.violations(events, log, true).isEmpty();
    Statistics.collect(byBounds);
    assertThat(byBounds)
        .as("%s over %s", events, log)
        .isEqualTo(hasOrder(new ArrayList<>(), events, log));
  }

  // What a log would answer to calls one after the other; of every second history, the order is
  // lost.
  private static List<Event> sequential(Random random, List<StoredEntry> log) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 2 + random.nextInt(4); i++) {
      events.add(answered(random, i, log));
    }
    if (random.nextBoolean()) {
      Collections.shuffle(events, random);
    }
    return events;
  }

  private static Event answered(Random random, int tick, List<StoredEntry> log) {
    Entry entry = drawn(random);
    return switch (random.nextInt(5)) {
      case 0 -> new Found(tick, tick, entry.id(), at(log, entry));
      case 1 -> {
        int from = random.nextInt(IDS);
        yield new Read(
            tick, tick, from, 9, List.copyOf(log.subList(Math.min(from, log.size()), log.size())));
      }
      case 2 -> new Sized(tick, tick, log.size());
      default -> {
        List<Entry> batch = random.nextInt(3) == 0 ? List.of(entry, drawn(random)) : List.of(entry);
        List<Outcome> outcomes = append(log, batch);
        boolean inDoubt = batch.size() == 1 && random.nextInt(4) == 0;
        yield new Appended(tick, tick, batch, inDoubt ? inDoubt(batch) : outcomes);
      }
    };
  }

  private static Entry drawn(Random random) {
    int number = random.nextInt(IDS);
    return random.nextInt(4) == 0 ? entry(number, new byte[] {1}) : entry(number);
  }

  private static List<Outcome> inDoubt(List<Entry> batch) {
    return batch.stream()
        .map(entry -> (Outcome) new Outcome.InDoubt(
            entry.id(), new LedgerException.Retryable(LedgerErrorCode.TIMEOUT, "lost")))
        .toList();
  }

  private static Optional<StoredEntry> at(List<StoredEntry> log, Entry entry) {
    return log.stream().filter(stored -> stored.entry().id().equals(entry.id())).findFirst();
  }

  /** The specification: one step of a log. */
  private static List<Outcome> append(List<StoredEntry> log, List<Entry> batch) {
    List<StoredEntry> after = new ArrayList<>(log);
    List<Outcome> outcomes = new ArrayList<>();
    for (Entry entry : batch) {
      Optional<StoredEntry> before = at(after, entry);
      if (before.isEmpty()) {
        after.add(new StoredEntry(after.size(), NOON, Finality.FINAL, entry));
        outcomes.add(new Outcome.Acked(after.get(after.size() - 1).receipt()));
      } else if (before.get().entry().equals(entry)) {
        outcomes.add(new Outcome.Duplicate(before.get().receipt()));
      } else {
        Outcome refused = new Outcome.Rejected(
            new LedgerException.Permanent(LedgerErrorCode.CONFLICT, "another leaf"));
        return Collections.nCopies(batch.size(), refused);
      }
    }
    log.clear();
    log.addAll(after);
    return outcomes;
  }

  // Each call is stretched around its moment, so that calls overlap; the ticks are made distinct.
  private static List<Event> overlapping(Random random, List<Event> events) {
    List<long[]> ticks = new ArrayList<>();
    int stretch = 1 + 600 * random.nextInt(4);
    for (int i = 0; i < events.size(); i++) {
      ticks.add(new long[] {i, 1000L * i - random.nextInt(stretch), 0});
      ticks.add(new long[] {i, 1000L * i + 1 + random.nextInt(stretch), 1});
    }
    Collections.shuffle(ticks, random);
    ticks.sort((one, other) -> Long.compare(one[1], other[1]));
    long[] called = new long[events.size()];
    long[] answered = new long[events.size()];
    IntStream.range(0, ticks.size()).forEach(tick -> {
      long[] end = ticks.get(tick);
      (end[2] == 0 ? called : answered)[(int) end[0]] = tick + 1L;
    });
    List<Event> stretched = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      stretched.add(between(events.get(i), called[i], answered[i]));
    }
    return stretched;
  }

  private static Event between(Event event, long called, long answered) {
    if (event instanceof Appended one) {
      return new Appended(called, answered, one.batch(), one.outcomes());
    }
    if (event instanceof Found one) {
      return new Found(called, answered, one.id(), one.stored());
    }
    if (event instanceof Read one) {
      return new Read(called, answered, one.from(), one.max(), one.page());
    }
    return new Sized(called, answered, ((Sized) event).size());
  }

  /** Wing and Gong: whatever may come first is tried first, on a copy of the log. */
  private static boolean hasOrder(
      List<StoredEntry> soFar, List<Event> left, List<StoredEntry> log) {
    if (soFar.size() > log.size() || !soFar.equals(log.subList(0, soFar.size()))) {
      return false;
    }
    if (left.isEmpty()) {
      return soFar.equals(log);
    }
    long firstAnswer = left.stream()
        .filter(event -> !isInDoubt(event))
        .mapToLong(Event::answered)
        .min()
        .orElse(Long.MAX_VALUE);
    for (Event next : left) {
      if (next.called() < firstAnswer) {
        List<Event> rest = new ArrayList<>(left);
        rest.remove(next);
        List<StoredEntry> after = new ArrayList<>(soFar);
        if (step(after, next) && hasOrder(after, rest, log)) {
          return true;
        }
        if (isInDoubt(next) && hasOrder(soFar, rest, log)) {
          return true; // or it never came to pass
        }
      }
    }
    return false;
  }

  private static boolean isInDoubt(Event event) {
    return event instanceof Appended one
        && one.outcomes().stream().anyMatch(Outcome.InDoubt.class::isInstance);
  }

  private static boolean step(List<StoredEntry> log, Event event) {
    if (event instanceof Appended one) {
      List<Outcome> outcomes = append(log, one.batch());
      return isInDoubt(event) || same(outcomes, one.outcomes());
    }
    if (event instanceof Found one) {
      return log.stream()
          .filter(stored -> stored.entry().id().equals(one.id()))
          .findFirst()
          .equals(one.stored());
    }
    if (event instanceof Read one) {
      int from = (int) Math.min(one.from(), log.size());
      List<StoredEntry> rest = log.subList(from, log.size());
      return one.page().isEmpty() ? rest.isEmpty() : startsWith(rest, one.page());
    }
    return log.size() == ((Sized) event).size();
  }

  private static boolean startsWith(List<StoredEntry> rest, List<StoredEntry> page) {
    return page.size() <= rest.size() && rest.subList(0, page.size()).equals(page);
  }

  private static boolean same(List<Outcome> one, List<Outcome> other) {
    return IntStream.range(0, one.size())
        .allMatch(i -> one.get(i).recorded().isPresent()
            ? one.get(i).equals(other.get(i))
            : other.get(i) instanceof Outcome.Rejected);
  }
}
