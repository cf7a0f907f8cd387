// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import static health.habeas.ledger.internal.file.Ledgered.entries;
import static health.habeas.ledger.internal.file.Ledgered.entry;
import static health.habeas.ledger.internal.file.Ledgered.open;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a subscriber does to its thread, or with an error, concerns nobody but itself. */
class FileSubscriptionTest {
  @TempDir
  Path folder;

  private abstract static class Following implements Flow.Subscriber<StoredEntry> {
    final CompletableFuture<Throwable> told = new CompletableFuture<>();

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onError(Throwable why) {
      told.complete(why);
    }

    @Override
    public void onComplete() {
      told.completeExceptionally(new AssertionError("completed"));
    }
  }

  /** As Java's own advice has it for whoever catches an InterruptedException. */
  @Test
  void aSubscriberThatInterruptsItsThreadDoesNotEndTheLedger() throws Exception {
    try (Ledger ledger = open(folder)) {
      ledger.append(entries(0, 900)).forEach(Outcome::orThrow); // several pages
      CountDownLatch all = new CountDownLatch(900);
      ledger.subscribe(0).subscribe(new Following() {
        @Override
        public void onNext(StoredEntry item) {
          Thread.currentThread().interrupt();
          all.countDown();
        }
      });
      assertThat(all.await(30, TimeUnit.SECONDS)).as("it was given every entry").isTrue();
      assertThat(ledger.append(entry(900)).recorded()).isPresent();
      assertThat(ledger.find(entry(900).id())).isPresent();
    }
  }

  @Test
  void aSubscriberThatRaisedAnErrorIsToldOfIt() throws Exception {
    StackOverflowError raised = new StackOverflowError("of the vendor's");
    Following failing = new Following() {
      @Override
      public void onNext(StoredEntry item) {
        throw raised;
      }
    };
    try (Ledger ledger = open(folder)) {
      ledger.append(entry(0)).orThrow();
      ledger.subscribe(0).subscribe(failing);
      assertThat(failing.told.get(30, TimeUnit.SECONDS)).isSameAs(raised);
    }
  }
}
