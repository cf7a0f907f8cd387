// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static health.habeas.testkit.ledger.Samples.entry;
import static health.habeas.testkit.ledger.Samples.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.error.LedgerErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A close is never silent, and no message says what it should not. */
interface ClosingContract extends LedgerUnderTest {
  /** What was submitted before a close is recorded or in doubt, never silent; later appends are refused. */
  @Test
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
    reopen();
    for (int i = 0; i < outcomes.size(); i++) {
      assertThat(outcomes.get(i) instanceof Outcome.Acked
              && ledger().find(entry(i).id()).isEmpty())
          .isFalse();
    }
  }

  /** No message and no text form of any answer holds a leaf or an id. */
  @Test
  default void noMessageHoldsALeafOrAnId() {
    byte[] canary = "canary-0123456789-canary-0123456".getBytes(StandardCharsets.US_ASCII);
    Entry entry = new Entry(EntryId.of(canary), canary);
    Entry other = new Entry(EntryId.of(canary), new byte[32]);
    Entry large =
        new Entry(EntryId.of(canary), new byte[ledger().info().limits().leafBytes() + 1]);
    List<Object> said = new ArrayList<>(List.of(entry, entry.id()));
    for (Entry one : List.of(large, entry, entry, other)) {
      said.add(ledger().append(one));
    }
    said.add(ledger().find(entry.id()));
    said.add(ledger().read(0, 1));
    said.add(ledger().prove(0));
    ledger().close();
    said.add(ledger().append(entry));
    assertThat(said)
        .allSatisfy(one -> assertThat(one.toString())
            .doesNotContain("canary")
            .doesNotContainIgnoringCase(HexFormat.of().formatHex(canary, 0, 8))
            .doesNotContain(Base64.getEncoder().encodeToString(canary).substring(0, 16)));
  }
}
