// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import static health.habeas.ledger.postgresql.Samples.all;
import static health.habeas.ledger.postgresql.Samples.entries;
import static health.habeas.ledger.postgresql.Samples.entry;
import static health.habeas.ledger.postgresql.Samples.failure;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.LogMove;
import health.habeas.ledger.LogVerifier;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log moves from files into a database and back while it is appended to. */
class LogMoveTest {
  private static final int FIRST = 3000;

  private final TestServer server = TestServer.shared();
  private final String database = server.freshAddress();

  @TempDir
  Path folder;

  private String files(String name) {
    return "file:" + folder.resolve(name);
  }

  @Test
  void aLogMovesIntoADatabaseAndBackWhileItIsAppendedTo() throws Exception {
    InclusionBundle receipt;
    LogVerifier verifier;
    try (Ledger former = Ledgers.open(files("a"))) {
      for (int from = 0; from < FIRST; from += 1000) {
        former.append(entries(from, from + 1000));
      }
      receipt = former.prove(1234);
      verifier = former.verifier();
    }
    int size = moved(files("a"), database, FIRST);
    assertThat(failure(() -> Ledgers.open(files("a"))).code()).isEqualTo(LedgerErrorCode.LOG_MOVED);
    size = moved(database, files("b"), size);
    assertThat(failure(() -> Ledgers.open(database)).code()).isEqualTo(LedgerErrorCode.LOG_MOVED);
    try (Ledger last = Ledgers.open(files("b"))) {
      assertThat(last.verifier()).isEqualTo(verifier);
      assertThat(last.verify(receipt).size()).isEqualTo(FIRST);
      assertThat(last.head().claimed().size()).isEqualTo(size);
      assertThat(all(last)).extracting(StoredEntry::entry).containsAll(entries(0, size));
    }
  }

  /** Moves while entries are appended; they are numbered from the size on, and all are recorded. */
  private static int moved(String from, String to, int size) throws Exception {
    AtomicInteger number = new AtomicInteger(size);
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch under = new CountDownLatch(50);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (LogMove move = LogMove.begin(from, to, LedgerOptions.standard())) {
      List<Future<?>> appenders = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        appenders.add(threads.submit(() -> {
          while (!stop.get()) {
            Samples.insist(move.ledger(), entry(number.getAndIncrement())).orThrow();
            under.countDown();
          }
        }));
      }
      under.await();
      LogMove.Proof proof = move.finish();
      assertThat(proof.before().claimed().size()).isGreaterThanOrEqualTo(size);
      assertThat(proof
              .proof()
              .proves(proof.before().claimed().root(), proof.after().claimed().root()))
          .isTrue();
      stop.set(true);
      for (Future<?> appender : appenders) {
        appender.get();
      }
    } finally {
      threads.shutdownNow();
    }
    return number.get();
  }

  /** The place that a log was given away to is known again under another password. */
  @Test
  void aMoveThatWasCutOffIsFinishedUnderAnotherPassword() throws IOException {
    try (Ledger former = Ledgers.open(files("a"))) {
      former.append(entry(0)).orThrow();
    }
    Path key = folder.resolve("a/log-key");
    byte[] kept = Files.readAllBytes(key);
    LedgerOptions options = LedgerOptions.standard();
    try (LogMove move = LogMove.begin(files("a"), database + "&password=one", options)) {
      move.finish();
    }
    Files.write(key, kept); // as a crash before the last step leaves it
    assertThat(failure(() -> LogMove.begin(files("a"), server.freshAddress(), options))
            .code())
        .isEqualTo(LedgerErrorCode.MOVE_REFUSED);
    try (LogMove move = LogMove.begin(files("a"), database + "&password=two", options)) {
      assertThat(move.finish().after().claimed().size()).isEqualTo(1);
    }
    assertThat(key).doesNotExist();
  }

  /** The server dies while a log is on its way there: the log stays where it was, and the move goes on later. */
  @Test
  void aServerThatIsKilledOnTheWayCostsNothing() {
    TestServer mortal = new TestServer();
    try {
      String to = mortal.freshAddress();
      try (Ledger former = Ledgers.open(files("a"))) {
        for (int from = 0; from < FIRST; from += 1000) {
          former.append(entries(from, from + 1000));
        }
      }
      try (LogMove move = LogMove.begin(files("a"), to, LedgerOptions.standard())) {
        mortal.kill();
        assertThat(failure(move::finish)).isNotNull();
        assertThat(Samples.insist(move.ledger(), entry(FIRST)).recorded()).isPresent();
      }
      mortal.restart();
      assertThat(failure(() -> Ledgers.open(to)).code()).isEqualTo(LedgerErrorCode.MOVE_UNFINISHED);
      try (LogMove move = LogMove.begin(files("a"), to, LedgerOptions.standard())) {
        assertThat(move.finish().after().claimed().size()).isEqualTo(FIRST + 1);
      }
      try (Ledger moved = Ledgers.open(to)) {
        assertThat(moved.find(entry(FIRST).id())).isPresent();
      }
    } finally {
      mortal.close();
    }
  }
}
