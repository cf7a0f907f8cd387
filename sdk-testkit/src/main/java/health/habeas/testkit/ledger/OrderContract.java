// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static health.habeas.testkit.ledger.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Finality;
import health.habeas.ledger.LedgerReceipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Positions order, times only inform. */
interface OrderContract extends LedgerUnderTest {
  /** A clock that jumps an hour, either way, never turns the log's time back, and never its order. */
  @Test
  @Shows(LedgerPoint.CLOCK_JUMPS)
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
    if (reopen()) {
      setClock(START);
      assertThat(ledger().append(entry(99)).orThrow().time())
          .isAfterOrEqualTo(receipts.get(4).time());
    }
  }

  /** A receipt bears the finality that the ledger declares, and is the same when it is found again. */
  @Test
  @Shows(LedgerPoint.EXACTLY_ONCE)
  default void receiptsBearTheDeclaredFinality() {
    LedgerReceipt receipt = ledger().append(entry(1)).orThrow();
    assertThat(receipt.finality()).isGreaterThanOrEqualTo(Finality.ORDERED);
    assertThat(receipt.finality()).isEqualTo(ledger().info().finality());
    assertThat(ledger().find(entry(1).id()).orElseThrow().receipt()).isEqualTo(receipt);
    assertThat(ledger().find(entry(2).id())).isEmpty();
  }
}
