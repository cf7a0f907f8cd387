// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static health.habeas.testkit.ledger.Samples.entry;
import static health.habeas.testkit.ledger.Samples.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Outcome;
import health.habeas.ledger.error.LedgerErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A close is never silent. */
interface ClosingContract extends LedgerUnderTest {
  /** What was submitted before a close is recorded or in doubt, never silent; later appends are refused. */
  @Test
  @Shows(LedgerPoint.CLOSE)
  default void closeAnswersEverythingThatWasSubmitted() {
    List<CompletionStage<List<Outcome>>> answers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      answers.add(ledger().submit(List.of(entry(i))));
    }
    CollectingSubscriber subscriber = new CollectingSubscriber();
    ledger().subscribe(0).subscribe(subscriber);
    ledger().close();
    ledger().close();
    assertThat(subscriber.awaitCompletion()).isTrue();
    List<Outcome> outcomes = answers.stream()
        .map(answer -> answer.toCompletableFuture().join().get(0))
        .toList();
    assertThat(outcomes)
        .allMatch(
            outcome -> outcome instanceof Outcome.Acked || outcome instanceof Outcome.InDoubt);
    assertThat(rejection(ledger().append(entry(9999)))).isEqualTo(LedgerErrorCode.CLOSED);
    if (reopen()) {
      for (int i = 0; i < outcomes.size(); i++) {
        assertThat(outcomes.get(i) instanceof Outcome.Acked
                && ledger().find(entry(i).id()).isEmpty())
            .isFalse();
      }
    }
  }
}
