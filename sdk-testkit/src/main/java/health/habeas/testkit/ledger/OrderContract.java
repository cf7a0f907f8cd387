// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static health.habeas.testkit.ledger.Samples.all;
import static health.habeas.testkit.ledger.Samples.atOnce;
import static health.habeas.testkit.ledger.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Finality;
import health.habeas.ledger.LedgerReceipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Positions order, times only inform. */
interface OrderContract extends LedgerUnderTest {
  /** What was acknowledged before another append began stands before it; found is what was acknowledged. */
  @Test
  default void appendAndFindAreLinearizableOverRandomSchedules() throws Exception {
    long seed = System.nanoTime();
    Map<Integer, long[]> spans = new ConcurrentHashMap<>(); // invoked, answered, position
    AtomicLong ticks = new AtomicLong();
    atOnce(8, thread -> {
      Random schedule = new Random(seed + thread);
      for (int i = 0; i < 100; i++) {
        int number = schedule.nextInt(400);
        if (schedule.nextBoolean()) {
          long invoked = ticks.incrementAndGet();
          long position = ledger().append(entry(number)).orThrow().position();
          long[] span = {invoked, ticks.incrementAndGet(), position};
          spans.merge(number, span, OrderContract::earliest);
        } else {
          boolean known = spans.containsKey(number);
          assertThat(known && ledger().find(entry(number).id()).isEmpty())
              .as("seed %s", seed)
              .isFalse();
        }
      }
      return true;
    });
    List<long[]> appended = List.copyOf(spans.values());
    for (long[] one : appended) {
      for (long[] other : appended) {
        assertThat(one[1] < other[0] && one[2] > other[2]).as("seed %s", seed).isFalse();
      }
    }
    assertThat(all(ledger())).hasSize(appended.size());
  }

  private static long[] earliest(long[] one, long[] other) {
    assertThat(one[2]).as("one id, one position").isEqualTo(other[2]);
    // the entry was there when the first was answered; which of the two recorded it, nobody outside
    // knows
    return new long[] {Math.min(one[0], other[0]), Math.min(one[1], other[1]), one[2]};
  }

  /** A clock that jumps an hour, either way, never turns the log's time back, and never its order. */
  @Test
  default void timeNeverGoesBackWhenTheClockJumps() {
    List<Duration> jumps = List.of(
        Duration.ZERO,
        Duration.ofHours(1),
        Duration.ZERO,
        Duration.ofHours(-1),
        Duration.ofHours(2));
    List<LedgerReceipt> receipts = new ArrayList<>();
    for (int i = 0; i < jumps.size(); i++) {
      setClock(START.plus(jumps.get(i)));
      receipts.add(ledger().append(entry(i)).orThrow());
    }
    assertThat(receipts).extracting(LedgerReceipt::time).isSorted();
    assertThat(receipts).extracting(LedgerReceipt::position).containsExactly(0L, 1L, 2L, 3L, 4L);
    reopen();
    setClock(START);
    assertThat(ledger().append(entry(99)).orThrow().time())
        .isAfterOrEqualTo(receipts.get(4).time());
  }

  /** A receipt bears the finality that the ledger declares, and is the same when it is found again. */
  @Test
  default void receiptsBearTheDeclaredFinality() {
    LedgerReceipt receipt = ledger().append(entry(1)).orThrow();
    assertThat(receipt.finality()).isGreaterThanOrEqualTo(Finality.ORDERED);
    assertThat(receipt.finality()).isEqualTo(ledger().info().finality());
    assertThat(ledger().find(entry(1).id()).orElseThrow().receipt()).isEqualTo(receipt);
    assertThat(ledger().find(entry(2).id())).isEmpty();
  }
}
