// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import static health.habeas.ledger.postgresql.Samples.all;
import static health.habeas.ledger.postgresql.Samples.entries;
import static health.habeas.ledger.postgresql.Samples.entry;
import static health.habeas.ledger.postgresql.Samples.failure;
import static health.habeas.ledger.postgresql.Samples.insist;
import static health.habeas.ledger.postgresql.Samples.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.testkit.fault.FaultyRelay;
import health.habeas.testkit.fault.RelayFault;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said of entries whose answer did not come, over a line that is cut, silent or closed. */
class LostConnectionTest {
  private static final LedgerOptions OPTIONS =
      LedgerOptions.standard().withDeadline(Duration.ofSeconds(20));

  private final TestServer server = TestServer.shared();
  private final FaultyRelay relay = FaultyRelay.to(server.port());
  private final String schema = server.freshSchema();
  private final Ledger ledger =
      Ledgers.open(server.address(schema, relay.port()) + "&socketTimeout=4", OPTIONS);

  @AfterEach
  void end() {
    relay.heal();
    ledger.close();
    relay.close();
  }

  @Test
  void anAppendWhoseAnswerIsCutOffIsInDoubtAndFindSettlesIt() {
    ledger.append(entry(1)).orThrow();
    relay.misbehave(new RelayFault.Cut(0));
    List<Outcome> outcomes = ledger.append(entries(2, 5));
    assertThat(outcomes).allMatch(Outcome.InDoubt.class::isInstance);
    relay.heal();
    // The server had done its work before its answer was lost.
    assertThat(ledger.find(entry(3).id()).orElseThrow().position()).isEqualTo(2);
    assertThat(ledger.append(entries(2, 5))).allMatch(Outcome.Duplicate.class::isInstance);
    assertThat(ledger.append(entry(5)).orThrow().position()).isEqualTo(4);
    assertThat(all(ledger)).hasSize(5);
  }

  @Test
  void anAppendThatIsNeverAnsweredIsInDoubtAndSettled() {
    ledger.append(entry(1)).orThrow();
    relay.misbehave(new RelayFault.Hang());
    assertThat(ledger.append(entry(2))).isInstanceOf(Outcome.InDoubt.class);
    relay.heal();
    assertThat(insist(ledger, entry(2)).orThrow().position()).isEqualTo(1);
    assertThat(all(ledger)).hasSize(2);
  }

  /** "Absent" would be a lie while the append that was cut off may still be done. */
  @Test
  void findNeverSaysAbsentOfWhatIsRecordedAfterwards() throws Exception {
    ledger.append(entry(1)).orThrow();
    try (Connection holding = server.hold("lock table " + schema + ".entry in exclusive mode")) {
      Outcome outcome = ledger.append(entry(2)); // the driver gives up after four seconds
      assertThat(outcome).isInstanceOf(Outcome.InDoubt.class);
      // The writer ends its earlier session, whose statement waits for the table.
      assertThat(ledger.find(entry(2).id())).isEmpty();
      holding.rollback();
    }
    assertThat(server.sql("select count(*) from " + schema + ".entry")).isEqualTo("1");
    assertThat(ledger.append(entry(2))).isInstanceOf(Outcome.Acked.class);
  }

  /** As one is whose append was committed, and whose answer is still on its way. */
  @Test
  void anEntryThatAReaderWasShownIsUnderTheNextHead() throws Exception {
    ledger.append(entry(1)).orThrow();
    assertThat(ledger.head().claimed().size()).isEqualTo(1);
    server.sql("insert into " + schema + ".entry select 1, sha256(id), leaf, time_ms from " + schema
        + ".entry where position = 0");
    assertThat(ledger.read(1, 1)).hasSize(1);
    assertThat(ledger.head().claimed().size()).isEqualTo(2);
  }

  @Test
  void whileThereIsNoServerEntriesAreRejectedAndDoubtStays() {
    ledger.append(entry(1)).orThrow();
    relay.misbehave(new RelayFault.Cut(0));
    assertThat(ledger.append(entry(2))).isInstanceOf(Outcome.InDoubt.class);
    relay.misbehave(new RelayFault.Refuse());
    assertThat(rejection(ledger.append(entry(3)))).isEqualTo(LedgerErrorCode.UNAVAILABLE);
    assertThat(ledger.append(entry(2)))
        .as("what is in doubt is not reported as failed")
        .isInstanceOf(Outcome.InDoubt.class);
    assertThat(failure(() -> ledger.find(entry(4).id())).code())
        .as("absent is not said while it can't be known")
        .isEqualTo(LedgerErrorCode.UNAVAILABLE);
    relay.heal();
    assertThat(ledger.find(entry(2).id())).isPresent();
    assertThat(ledger.find(entry(3).id())).isEmpty();
  }

  /** A server that is restarted, or an administrator who ends sessions, ends no ledger and no subscription. */
  @Test
  void goesOnAfterAllItsSessionsWereEnded() throws Exception {
    ledger.append(entry(0)).orThrow();
    Received received = new Received();
    ledger.subscribe(0).subscribe(received);
    assertThat(received.next().position()).isZero();
    for (int i = 1; i <= 3; i++) {
      server.sql("select pg_terminate_backend(pid) from pg_stat_activity"
          + " where application_name like 'habeas-ledger%'");
      assertThat(insist(ledger, entry(i)).orThrow().position()).isEqualTo(i);
      assertThat(received.next().position()).isEqualTo(i);
      assertThat(ledger.head().claimed().size()).isEqualTo(i + 1);
    }
  }

  /** What the server itself undid is refused, not in doubt, and the same session goes on. */
  /** An error that nobody foresaw is doubt, as a lost connection is, and the writer goes on. */
  @Test
  void anErrorInTheMiddleOfAnAppendIsDoubtAndSettled() throws Exception {
    AtomicReference<Error> fault = new AtomicReference<>();
    LedgerOptions faulty = OPTIONS.withDeadline(Duration.ofMinutes(5)).withClock(() -> {
      Error now = fault.get();
      if (now != null) {
        throw now;
      }
      return Instant.EPOCH;
    });
    try (Ledger other = Ledgers.open(server.freshAddress(), faulty)) {
      other.append(entry(1)).orThrow();
      fault.set(new OutOfMemoryError("simulated"));
      List<Outcome> answer =
          other.submit(List.of(entry(2))).toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(answer).allMatch(Outcome.InDoubt.class::isInstance);
      fault.set(null);
      assertThat(other.find(entry(2).id())).isEmpty();
      assertThat(insist(other, entry(2)).orThrow().position()).isEqualTo(1);
    }
  }

  @Test
  void whatTheServerUndoesIsRefused() {
    ledger.append(entry(1)).orThrow();
    server.sql(
        "create function " + schema + ".full() returns trigger language plpgsql as"
            + " $$ begin raise exception using errcode = 'disk_full'; end $$",
        "create trigger no_room before insert on " + schema
            + ".entry for each row execute function " + schema + ".full()");
    assertThat(rejection(ledger.append(entry(2)))).isEqualTo(LedgerErrorCode.FULL);
    assertThat(ledger.append(entry(1))).isInstanceOf(Outcome.Rejected.class);
    assertThat(ledger.find(entry(2).id())).isEmpty();
    server.sql("drop trigger no_room on " + schema + ".entry");
    assertThat(ledger.append(entry(2)).orThrow().position()).isEqualTo(1);
  }

  private static final class Received implements Flow.Subscriber<StoredEntry> {
    private final BlockingQueue<StoredEntry> entries = new LinkedBlockingQueue<>();

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(StoredEntry entry) {
      entries.add(entry);
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onComplete() {}

    StoredEntry next() throws InterruptedException {
      StoredEntry entry = entries.poll(20, TimeUnit.SECONDS);
      assertThat(entry).as("the subscription goes on").isNotNull();
      return entry;
    }
  }
}
