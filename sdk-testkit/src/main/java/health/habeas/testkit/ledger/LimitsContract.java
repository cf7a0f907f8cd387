// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static health.habeas.testkit.ledger.Samples.all;
import static health.habeas.testkit.ledger.Samples.entries;
import static health.habeas.testkit.ledger.Samples.entry;
import static health.habeas.testkit.ledger.Samples.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Entry;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A ledger takes what it declares, and refuses more with a reason. */
interface LimitsContract extends LedgerUnderTest {
  /** A leaf of nothing, of one byte and of the most is recorded; one byte more is refused. */
  @Test
  @Shows(LedgerPoint.LEAF_SIZES)
  default void takesLeavesUpToTheDeclaredSize() {
    int most = ledger().info().limits().leafBytes();
    int number = 0;
    for (int size : new int[] {0, 1, 32, most}) {
      Entry entry = entry(number++, new byte[size]);
      ledger().append(entry).orThrow();
      assertThat(ledger().find(entry.id()).orElseThrow().entry()).isEqualTo(entry);
    }
    Outcome refused = ledger().append(entry(99, new byte[most + 1]));
    assertThat(rejection(refused)).isEqualTo(LedgerErrorCode.ENTRY_TOO_LARGE);
    assertThat(ledger().find(entry(99).id())).isEmpty();
  }

  /** A batch of the most entries is recorded; one entry more is refused as a whole. */
  @Test
  @Shows(LedgerPoint.LEAF_SIZES)
  default void takesBatchesUpToTheDeclaredSize() {
    int most = ledger().info().limits().batchEntries();
    List<Entry> one = entries(0, most + 1);
    assertThat(ledger().append(one))
        .allMatch(outcome -> rejection(outcome) == LedgerErrorCode.BATCH_TOO_LARGE);
    assertThat(all(ledger())).isEmpty();
    assertThat(ledger().append(one.subList(0, most))).allMatch(Outcome.Acked.class::isInstance);
  }

  /** Twice as much as may be in flight is either recorded or refused with a hint, and a retry succeeds. */
  @Test
  @Shows(LedgerPoint.IN_FLIGHT_LIMIT)
  default void twiceTheInFlightLimitIsRecordedOrRefusedWithAHint() {
    int limit = ledger().info().limits().inFlightEntries();
    int size = Math.min(ledger().info().limits().batchEntries(), limit / 4);
    List<CompletionStage<List<Outcome>>> answers = new ArrayList<>();
    for (int from = 0; from + size <= 2 * limit; from += size) {
      answers.add(ledger().submit(entries(from, from + size)));
    }
    for (CompletionStage<List<Outcome>> answer : answers) {
      assertThat(answer.toCompletableFuture().join()).allMatch(LimitsContract::isAckedOrOverloaded);
    }
    for (int from = 0; from + size <= 2 * limit; from += size) {
      assertThat(ledger().append(entries(from, from + size)))
          .allMatch(outcome -> outcome.recorded().isPresent());
    }
  }

  private static boolean isAckedOrOverloaded(Outcome outcome) {
    return outcome instanceof Outcome.Acked
        || (outcome instanceof Outcome.Rejected rejected
            && rejected.error() instanceof LedgerException.Retryable error
            && error.code() == LedgerErrorCode.OVERLOADED
            && !error.retryAfter().isNegative());
  }
}
