// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static health.habeas.testkit.ledger.LedgerUnderTest.offered;
import static health.habeas.testkit.ledger.Samples.all;
import static health.habeas.testkit.ledger.Samples.awaitUntil;
import static health.habeas.testkit.ledger.Samples.entries;
import static health.habeas.testkit.ledger.Samples.entry;
import static health.habeas.testkit.ledger.Samples.insist;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.LedgerReceipt;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A store, or a quorum, that goes away and comes back. */
interface OutageContract extends LedgerUnderTest {
  /** Meanwhile nothing is acknowledged; afterwards each entry is recorded once, whatever was said of it. */
  @Test
  @Shows(LedgerPoint.STORE_AWAY)
  default void nothingIsAcknowledgedWhileTheStoreIsAway() {
    LedgerFaults.Line line = offered(faults().line(), "no line can be cut");
    ledger().append(entries(0, 10)).forEach(Outcome::orThrow);
    line.cut();
    List<Outcome> meanwhile = new ArrayList<>();
    for (int number = 10; number < 16; number++) {
      meanwhile.add(ledger().append(entry(number)));
    }
    assertThat(meanwhile).allMatch(outcome -> outcome.recorded().isEmpty());
    line.heal();
    for (int number = 10; number < 16; number++) {
      LedgerReceipt receipt = insist(ledger(), entry(number));
      assertThat(ledger().find(entry(number).id()).orElseThrow().receipt()).isEqualTo(receipt);
    }
    assertThat(all(ledger()))
        .extracting(StoredEntry::entry)
        .containsExactlyInAnyOrderElementsOf(entries(0, 16));
  }

  /** A subscription that was cut off goes on, or ends with an error; then the next one, from where it was, goes on. */
  @Test
  @Shows(LedgerPoint.RESUME)
  default void subscribersGoOnWhereTheyWereWhenTheStoreIsBack() {
    LedgerFaults.Line line = offered(faults().line(), "no line can be cut");
    CollectingSubscriber subscriber = subscriberFrom(0);
    ledger().append(entries(0, 5)).forEach(Outcome::orThrow);
    assertThat(subscriber.await(5)).containsExactly(0L, 1L, 2L, 3L, 4L);
    line.cut();
    assertThat(ledger().append(entry(5)).recorded()).isEmpty();
    line.heal();
    insist(ledger(), entry(5));
    insist(ledger(), entry(6));
    awaitUntil(() -> subscriber.unread() == 2 || subscriber.hasFailed());
    List<Long> got = new ArrayList<>(subscriber.await(subscriber.unread()));
    if (subscriber.hasFailed()) {
      got.addAll(subscriberFrom(5 + got.size()).await(2 - got.size()));
    }
    assertThat(got).containsExactly(5L, 6L);
  }

  private CollectingSubscriber subscriberFrom(long position) {
    CollectingSubscriber subscriber = new CollectingSubscriber();
    ledger().subscribe(position).subscribe(subscriber);
    subscriber.request(Long.MAX_VALUE);
    return subscriber;
  }
}
