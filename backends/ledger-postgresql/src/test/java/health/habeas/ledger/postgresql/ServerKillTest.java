// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import static health.habeas.ledger.postgresql.Samples.all;
import static health.habeas.ledger.postgresql.Samples.entries;
import static health.habeas.ledger.postgresql.Samples.entry;
import static health.habeas.ledger.postgresql.Samples.failure;
import static health.habeas.ledger.postgresql.Samples.insist;
import static health.habeas.ledger.postgresql.Samples.number;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Entry;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.TrustedHead;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A database server that is killed with −9 while many append, and one that is restored from an old copy. */
class ServerKillTest {
  private static final TestServer SERVER = new TestServer();
  private static final int THREADS = 8;
  private static final int BATCH = 3;

  @AfterAll
  static void end() {
    SERVER.close();
  }

  @Test
  void nothingAcknowledgedIsLostAndNothingIsHalfThereWhenTheServerIsKilled() throws Exception {
    Map<Integer, Long> acknowledged = new ConcurrentHashMap<>();
    List<Integer> inDoubt = new ArrayList<>();
    try (Ledger ledger = Ledgers.open(SERVER.address("killed"))) {
      TrustedHead trusted = TrustedHead.first(ledger.verifier());
      for (int life = 0; life < 2; life++) {
        appendUntilKilled(ledger, life * 1_000_000, acknowledged, inDoubt);
        SERVER.restart();
        assertThat(insist(ledger, entry(-1 - life)).recorded()).isPresent();
        trusted.advance(ledger);
        assertWhole(ledger, acknowledged);
        assertDoubtIsSettled(ledger, inDoubt);
      }
      assertThat(trusted.advance(ledger).size()).isEqualTo(all(ledger).size());
    }
    try (Ledger again = Ledgers.open(SERVER.address("killed"))) {
      assertWhole(again, acknowledged);
    }
  }

  private static void appendUntilKilled(
      Ledger ledger, int from, Map<Integer, Long> acknowledged, List<Integer> inDoubt)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int first = from + thread * BATCH;
      threads.add(new Thread(() -> append(ledger, first, acknowledged, inDoubt)));
    }
    int before = acknowledged.size();
    threads.forEach(Thread::start);
    while (acknowledged.size() < before + 200) {
      Samples.pause(5);
    }
    SERVER.kill();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Appends until the first batch that was not recorded. */
  private static void append(
      Ledger ledger, int first, Map<Integer, Long> acknowledged, List<Integer> inDoubt) {
    for (int number = first; ; number += THREADS * BATCH) {
      List<Outcome> outcomes = ledger.append(entries(number, number + BATCH));
      if (outcomes.get(0) instanceof Outcome.Acked) {
        for (int i = 0; i < BATCH; i++) {
          acknowledged.put(number + i, outcomes.get(i).orThrow().position());
        }
      } else {
        synchronized (inDoubt) {
          if (outcomes.get(0) instanceof Outcome.InDoubt) {
            inDoubt.add(number);
          }
        }
        return;
      }
    }
  }

  private static void assertWhole(Ledger ledger, Map<Integer, Long> acknowledged) {
    Map<Integer, Long> found = new HashMap<>();
    all(ledger).forEach(stored -> found.put(number(stored), stored.position()));
    assertThat(found).containsAllEntriesOf(acknowledged);
    assertThat(found).as("one position an entry").hasSize(all(ledger).size());
    found.forEach((number, position) -> {
      int first = number - Math.floorMod(number % 1_000_000, BATCH);
      if (number >= 0) {
        assertThat(position - found.getOrDefault(first, -9L)).isEqualTo(number - first);
      }
    });
  }

  private static void assertDoubtIsSettled(Ledger ledger, List<Integer> inDoubt) {
    for (int number : inDoubt) {
      boolean recorded = ledger.find(entry(number).id()).isPresent();
      Class<? extends Outcome> expected = recorded ? Outcome.Duplicate.class : Outcome.Acked.class;
      List<Entry> batch = entries(number, number + BATCH);
      assertThat(ledger.append(batch)).allMatch(expected::isInstance);
    }
    inDoubt.clear();
  }

  @Test
  void aDatabaseThatWasRestoredFromAnOldCopyDoesNotOpen() throws Exception {
    String address = SERVER.address("restored");
    append(address, 0, 10);
    SERVER.kill();
    Path copy = SERVER.data().resolveSibling("copy");
    copy(SERVER.data(), copy);
    SERVER.restart();
    append(address, 10, 20);
    SERVER.kill();
    SERVER.replaceData(copy);
    SERVER.restart();
    LedgerException refusal = failure(() -> Ledgers.open(address));
    assertThat(refusal).isInstanceOf(LedgerException.Integrity.class);
    assertThat(refusal.code()).isEqualTo(LedgerErrorCode.ROLLED_BACK);
  }

  private static void append(String address, int from, int to) {
    try (Ledger ledger = Ledgers.open(address)) {
      ledger.append(entries(from, to)).forEach(Outcome::orThrow);
      assertThat(all(ledger)).extracting(StoredEntry::entry).isEqualTo(entries(0, to));
    }
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }
}
