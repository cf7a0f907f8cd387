// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static health.habeas.testkit.ledger.Samples.entry;

import health.habeas.ledger.Entry;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.error.LedgerException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Several callers who do this and that to one ledger at once, drawn from a seed, and write down what they were answered. Each
 * schedule of a ledger has ids of its own: what an earlier one recorded would leave it nothing to append.
 */
final class Schedule {
  private static final int CALLERS = 6;
  private static final int IDS = 250; // few enough to meet each other, many enough to leave gaps

  private final Ledger ledger;
  private final long seed;
  private final int firstId;
  private final long start;
  private final LedgerHistory history = new LedgerHistory();
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * The first schedule of a ledger, or one that follows.
   *
   * @param number how many there were before
   * @param start how many entries the ledger has, behind which it reads
   */
  Schedule(Ledger ledger, long seed, int number, long start) {
    this.ledger = ledger;
    this.seed = seed;
    this.firstId = number * IDS;
    this.start = start;
  }

  /** Runs it. */
  LedgerHistory run(int callsEach) throws Exception {
    Samples.atOnce(CALLERS, caller -> {
      Random random = new Random(seed + caller);
      for (int i = 0; i < callsEach; i++) {
        call(random);
        calls.incrementAndGet();
      }
      return true;
    });
    return history;
  }

  /** How many calls were answered so far. */
  int calls() {
    return calls.get();
  }

  private void call(Random random) {
    int kind = random.nextInt(10);
    int number = number(random);
    try {
      if (kind < 5) {
        append(List.of(drawn(random, number)));
      } else if (kind < 7) {
        append(IntStream.range(0, 2 + random.nextInt(3))
            .mapToObj(i -> drawn(random, number(random)))
            .toList());
      } else if (kind == 7) {
        long called = history.tick();
        Optional<health.habeas.ledger.StoredEntry> stored =
            ledger.find(entry(number).id());
        history.add(
            new LedgerHistory.Found(called, history.tick(), entry(number).id(), stored));
      } else if (kind == 8) {
        int max = 1 + random.nextInt(20);
        long from = start + number - firstId;
        long called = history.tick();
        List<health.habeas.ledger.StoredEntry> page = ledger.read(from, max);
        history.add(new LedgerHistory.Read(called, history.tick(), from, max, page));
      } else {
        long called = history.tick();
        long size = ledger.head().claimed().size();
        history.add(new LedgerHistory.Sized(called, history.tick(), size));
      }
    } catch (LedgerException.Retryable e) {
      return; // no answer, no word in the history
    }
  }

  private int number(Random random) {
    return firstId + random.nextInt(IDS);
  }

  private static Entry drawn(Random random, int number) {
    return random.nextInt(20) == 0 ? entry(number, new byte[] {1}) : entry(number);
  }

  private void append(List<Entry> batch) {
    long called = history.tick();
    List<Outcome> outcomes = ledger.append(batch);
    history.add(new LedgerHistory.Appended(called, history.tick(), batch, outcomes));
  }
}
