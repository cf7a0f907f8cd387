// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static health.habeas.testkit.ledger.LedgerUnderTest.assumeOffered;
import static health.habeas.testkit.ledger.Samples.all;
import static health.habeas.testkit.ledger.Samples.awaitUntil;
import static health.habeas.testkit.ledger.Samples.entries;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Entry;
import health.habeas.ledger.Finality;
import health.habeas.ledger.LedgerCapability;
import health.habeas.ledger.LedgerReceipt;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A ledger that is killed loses nothing that it acknowledged, and leaves nothing half done. */
interface KillContract extends LedgerUnderTest {
  /** How often each test kills; more with {@code -Dhabeas.kit.kills=}. */
  int KILLS = Integer.getInteger("habeas.kit.kills", 1);

  /** How many entries a batch has. */
  int BATCH = 3;

  /** How many batches wait for an answer at one time. */
  int AT_ONCE = 30;

  /** How many entries are sent at the most. */
  int MOST = 30_000;

  /** What was sent before a kill, and what was answered. */
  record Sent(List<Entry> batch, CompletableFuture<List<Outcome>> answer) {
    boolean isAcked() {
      return answer.getNow(List.of()).stream().anyMatch(Outcome.Acked.class::isInstance);
    }
  }

  /** What had no answer is either recorded or not: a look-up says which, and a retry says the same. */
  @Test
  @Shows(LedgerPoint.KILL_BEFORE_ACK)
  default void aLookUpOrARetrySettlesWhatTheKillLeftInDoubt() {
    killAndCheck(sent -> {
      assertThat(count(sent, one -> !one.isAcked())).as("in doubt").isPositive();
      for (Sent one : sent) {
        if (!one.isAcked()) {
          Entry first = one.batch().get(0);
          Optional<StoredEntry> found = ledger().find(first.id());
          Outcome retried = ledger().append(first);
          assertThat(retried)
              .isInstanceOf(found.isPresent() ? Outcome.Duplicate.class : Outcome.Acked.class);
          found.ifPresent(stored -> assertThat(retried.orThrow()).isEqualTo(stored.receipt()));
        }
      }
      assertThat(all(ledger())).extracting(StoredEntry::entry).doesNotHaveDuplicates();
    });
  }

  /** Every entry that was acknowledged is where its receipt says, and at least as settled. */
  @Test
  @Shows(LedgerPoint.KILL_AFTER_ACK)
  default void everythingAcknowledgedIsThereAtItsFinality() {
    Map<Finality, Integer> counts = new EnumMap<>(Finality.class);
    killAndCheck(sent -> {
      int acked = 0;
      for (Sent one : sent) {
        for (Outcome outcome : one.isAcked() ? one.answer().join() : List.<Outcome>of()) {
          LedgerReceipt receipt = outcome.orThrow();
          StoredEntry found = ledger().find(receipt.id()).orElseThrow();
          assertThat(found.position()).isEqualTo(receipt.position());
          assertThat(found.time()).isEqualTo(receipt.time());
          assertThat(found.finality()).isGreaterThanOrEqualTo(receipt.finality());
          counts.merge(receipt.finality(), 1, Integer::sum);
          acked++;
        }
      }
      assertThat(acked).as("something was acknowledged before the kill").isPositive();
    });
    assertThat(counts).containsKey(ledger().info().finality());
  }

  /** Of each batch there is everything or nothing, side by side. */
  @Test
  @Shows(LedgerPoint.ATOMIC_BATCH)
  default void aBatchIsThereWholeOrNotAtAllAfterAKill() {
    assumeDeclared(LedgerCapability.ATOMIC_BATCH);
    killAndCheck(sent -> {
      for (Sent one : sent) {
        List<Long> places = one.batch().stream()
            .flatMap(entry -> ledger().find(entry.id()).stream())
            .map(StoredEntry::position)
            .toList();
        assertThat(places)
            .isIn(
                List.of(),
                places.isEmpty()
                    ? List.of()
                    : LongStream.range(places.get(0), places.get(0) + BATCH)
                        .boxed()
                        .toList());
      }
    });
  }

  /** Whoever read up to a position goes on there after the kill, and misses and repeats nothing. */
  @Test
  @Shows({LedgerPoint.RESUME, LedgerPoint.KILL_AFTER_ACK})
  default void readersGoOnFromEveryPositionAfterAKill() {
    killAndCheck(sent -> {
      List<StoredEntry> log = all(ledger());
      for (Sent one : sent) {
        for (Outcome outcome : one.isAcked() ? one.answer().join() : List.<Outcome>of()) {
          LedgerReceipt receipt = outcome.orThrow();
          assertThat(log.get((int) receipt.position()).receipt().id()).isEqualTo(receipt.id());
        }
      }
      for (int from = 0; from <= log.size(); from += 1 + log.size() / 20) {
        assertThat(ledger().read(from, 1000))
            .startsWith(
                log.subList(from, log.size()).stream().limit(1).toArray(StoredEntry[]::new));
        CollectingSubscriber subscriber = new CollectingSubscriber();
        ledger().subscribe(from).subscribe(subscriber);
        subscriber.request(Long.MAX_VALUE);
        assertThat(subscriber.await(log.size() - from))
            .isEqualTo(LongStream.range(from, log.size()).boxed().toList());
        subscriber.cancel();
      }
    });
  }

  private void killAndCheck(Consumer<List<Sent>> check) {
    assumeOffered(!faults().kills().isEmpty(), "nothing can be killed");
    Random random = new Random(Samples.seed());
    int number = 0;
    for (Supplier<KillableLedger> kill : faults().kills().values()) {
      for (int life = 0; life < KILLS; life++) {
        ledger().close();
        check.accept(appendUntilKilled(kill.get(), number, 20 + random.nextInt(150)));
        number += 1_000_000;
      }
    }
  }

  // Sending goes on until the kill is over, so that something always has no answer.
  private List<Sent> appendUntilKilled(KillableLedger doomed, int from, int answers) {
    List<Sent> sent = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean killed = new AtomicBoolean();
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(() -> sendUntil(killed, doomed, from, sent));
    awaitUntil(() -> count(sent, Sent::isAcked) >= answers || sending.isCompletedExceptionally());
    doomed.kill();
    killed.set(true);
    sending.join();
    openAgain();
    return List.copyOf(sent);
  }

  private static void sendUntil(
      AtomicBoolean killed, KillableLedger doomed, int from, List<Sent> sent) {
    for (int number = from; !killed.get() && number < from + MOST; number += BATCH) {
      List<Entry> batch = entries(number, number + BATCH);
      Sent one = new Sent(batch, new CompletableFuture<>());
      sent.add(one); // before it is sent: it may be recorded, and the answer lost
      try {
        doomed.submit(batch).thenAccept(one.answer()::complete);
      } catch (IllegalStateException e) {
        return; // it is dead
      }
      awaitUntil(() -> killed.get() || count(sent, each -> !each.answer().isDone()) < AT_ONCE);
    }
  }

  private static long count(List<Sent> sent, Predicate<Sent> which) {
    synchronized (sent) {
      return sent.stream().filter(which).count();
    }
  }
}
