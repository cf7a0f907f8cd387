// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static health.habeas.testkit.ledger.LedgerUnderTest.offered;
import static health.habeas.testkit.ledger.Samples.all;
import static health.habeas.testkit.ledger.Samples.awaitUntil;
import static health.habeas.testkit.ledger.Samples.insist;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Entry;
import health.habeas.ledger.LedgerCapability;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A ledger looks to all of its callers as if it did one thing after the other. */
interface LinearityContract extends LedgerUnderTest {
  /** How many random schedules are run; more with {@code -Dhabeas.kit.schedules=}. */
  int SCHEDULES = Integer.getInteger("habeas.kit.schedules", 3);

  /** How often each caller of a schedule calls. */
  int CALLS = 60;

  /** Appends, batches, look-ups, pages and heads of random schedules fit one order of steps. */
  @Test
  @Shows(LedgerPoint.LINEARIZABLE)
  default void randomSchedulesAreLinearizable() throws Exception {
    for (int i = 0; i < SCHEDULES; i++) {
      long seed = Samples.seed() + 1000L * i;
      List<StoredEntry> before = all(ledger());
      LedgerHistory history = new Schedule(ledger(), seed, i, before.size()).run(CALLS);
      assertLinearizable(history, before, seed);
    }
  }

  /** They do so, too, when the store goes away and comes back in between. */
  @Test
  @Shows({LedgerPoint.LINEARIZABLE, LedgerPoint.STORE_AWAY})
  default void randomSchedulesAreLinearizableWhileTheStoreGoesAwayAndComesBack() throws Exception {
    LedgerFaults.Line line = offered(faults().line(), "no line can be cut");
    long seed = Samples.seed();
    Schedule schedule = new Schedule(ledger(), seed, 0, 0);
    CompletableFuture<LedgerHistory> running = CompletableFuture.supplyAsync(() -> {
      try {
        return schedule.run(CALLS);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    awaitUntil(() -> schedule.calls() > CALLS);
    line.cut();
    awaitUntil(() -> schedule.calls() > 2 * CALLS);
    line.heal();
    LedgerHistory history = running.get(60, TimeUnit.SECONDS);
    insist(ledger(), Samples.entry(-1)); // what was under way is over
    history
        .appends()
        .flatMap(append -> append.batch().stream().map(Entry::id))
        .distinct()
        .forEach(ledger()::find); // which settles every doubt
    assertLinearizable(history.withResentAppends(), List.of(), seed);
  }

  private void assertLinearizable(LedgerHistory history, List<StoredEntry> before, long seed) {
    assertThat(history.appends().flatMap(append -> append.outcomes().stream()))
        .as("a schedule that records nothing shows little, -Dhabeas.kit.seed=%s", seed)
        .anyMatch(Outcome.Acked.class::isInstance);
    before.forEach(stored -> history.add(new LedgerHistory.Appended(
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        List.of(stored.entry()),
        List.of(new Outcome.Acked(stored.receipt())))));
    List<StoredEntry> log = all(ledger()).stream()
        .filter(stored -> !stored.entry().equals(Samples.entry(-1)))
        .toList();
    boolean atomic = ledger().info().capabilities().contains(LedgerCapability.ATOMIC_BATCH);
    assertThat(LinearizabilityCheck.violations(history.events(), log, atomic))
        .as("-Dhabeas.kit.seed=%s", seed)
        .isEmpty();
  }
}
