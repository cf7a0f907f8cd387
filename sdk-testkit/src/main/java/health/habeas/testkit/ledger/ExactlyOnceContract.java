// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static health.habeas.testkit.ledger.Samples.all;
import static health.habeas.testkit.ledger.Samples.atOnce;
import static health.habeas.testkit.ledger.Samples.entries;
import static health.habeas.testkit.ledger.Samples.entry;
import static health.habeas.testkit.ledger.Samples.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Entry;
import health.habeas.ledger.LedgerCapability;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was acknowledged is recorded once, however often it was tried. */
interface ExactlyOnceContract extends LedgerUnderTest {
  /** Ten thousand appends, each tried twice, are recorded once each and in order. */
  @Test
  @Shows(LedgerPoint.EXACTLY_ONCE)
  default void recordsEachOfTenThousandEntriesExactlyOnce() {
    for (int from = 0; from < 10_000; from += 100) {
      List<Outcome> first = ledger().append(entries(from, from + 100));
      List<Outcome> again = ledger().append(entries(from, from + 100));
      assertThat(first).allMatch(Outcome.Acked.class::isInstance);
      assertThat(again).allMatch(Outcome.Duplicate.class::isInstance);
      assertThat(again.stream().map(Outcome::orThrow))
          .containsExactlyElementsOf(first.stream().map(Outcome::orThrow).toList());
    }
    assertThat(all(ledger())).extracting(StoredEntry::entry).isEqualTo(entries(0, 10_000));
    if (reopen()) {
      assertThat(all(ledger())).extracting(StoredEntry::entry).isEqualTo(entries(0, 10_000));
      assertThat(ledger().append(entry(4711))).isInstanceOf(Outcome.Duplicate.class);
    }
  }

  /** One id tried a hundred times at once is acknowledged once, and all receipts are one. */
  @Test
  @Shows(LedgerPoint.RETRIED_AT_ONCE)
  default void oneIdRetriedAHundredTimesAtOnceIsRecordedOnce() throws Exception {
    List<Outcome> outcomes = atOnce(100, number -> ledger().append(entry(1)));
    assertThat(outcomes).filteredOn(Outcome.Acked.class::isInstance).hasSize(1);
    assertThat(outcomes.stream().map(Outcome::orThrow).distinct()).hasSize(1);
    assertThat(all(ledger())).hasSize(1);
  }

  /** An id that stands for another leaf is refused, and the first entry stays. */
  @Test
  @Shows(LedgerPoint.CONFLICT)
  default void refusesAnIdThatStandsForAnotherLeaf() {
    ledger().append(entry(1)).orThrow();
    assertThat(rejection(ledger().append(entry(1, new byte[32]))))
        .isEqualTo(LedgerErrorCode.CONFLICT);
    assertThat(ledger().find(entry(1).id()).orElseThrow().entry()).isEqualTo(entry(1));
    assertThat(all(ledger())).hasSize(1);
  }

  /** A batch with one contradiction is refused as a whole, whether it contradicts the log or itself. */
  @Test
  @Shows({LedgerPoint.CONFLICT, LedgerPoint.ATOMIC_BATCH})
  default void refusesAWholeBatchForOneConflict() {
    assumeDeclared(LedgerCapability.ATOMIC_BATCH);
    ledger().append(entry(1)).orThrow();
    for (List<Entry> batch : List.of(
        List.of(entry(2), entry(1, new byte[32]), entry(3)),
        List.of(entry(2), entry(2, new byte[32])))) {
      assertThat(ledger().append(batch))
          .hasSize(batch.size())
          .allMatch(outcome -> rejection(outcome) == LedgerErrorCode.CONFLICT);
    }
    assertThat(ledger().find(entry(2).id())).isEmpty();
    assertThat(all(ledger())).hasSize(1);
  }

  /** A batch may repeat itself and what is there: each entry is recorded once. */
  @Test
  @Shows(LedgerPoint.EXACTLY_ONCE)
  default void recordsABatchThatRepeatsItselfOnce() {
    ledger().append(entry(1)).orThrow();
    List<Outcome> outcomes = ledger().append(List.of(entry(2), entry(1), entry(2), entry(3)));
    assertThat(outcomes)
        .extracting(Outcome::getClass)
        .containsExactly(
            Outcome.Acked.class,
            Outcome.Duplicate.class,
            Outcome.Duplicate.class,
            Outcome.Acked.class);
    assertThat(outcomes)
        .extracting(outcome -> outcome.orThrow().position())
        .containsExactly(1L, 0L, 1L, 2L);
    assertThat(all(ledger())).hasSize(3);
  }
}
