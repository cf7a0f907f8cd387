// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.TrustPolicy;
import health.habeas.ledger.trust.HeadStore;
import health.habeas.ledger.trust.LedgerTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log, its witness and its reader, each a process: what the reader sees when one of the others dies, or comes back older. */
class WitnessedLedgerTest {
  private static final Duration FRESH = Duration.ofSeconds(3);

  @TempDir
  Path directory;

  private final List<ServerProcess> started = new ArrayList<>();
  private ServerProcess witness;
  private Path policy;

  @BeforeEach
  void start() throws IOException {
    try (Ledger first = Ledgers.open("file:" + directory.resolve("ledger"))) {
      Files.writeString(
          directory.resolve("logs"), "log " + first.verifier().key() + "\nquorum none\n");
    }
    witness = startWitness(0);
    policy = directory.resolve("policy");
    Files.writeString(
        policy,
        "witness w " + witness.key() + " http://127.0.0.1:" + witness.port() + "\nquorum w\n");
  }

  @AfterEach
  void stop() {
    started.forEach(ServerProcess::close);
  }

  private ServerProcess startWitness(int port) throws IOException {
    return kept(ServerProcess.start(
        health.habeas.ledger.witness.server.Main.class,
        "witness",
        "--name=witness.example/w",
        "--key=" + directory.resolve("key"),
        "--logs=" + directory.resolve("logs"),
        "--store=" + directory.resolve("store"),
        "--listen=127.0.0.1:" + port,
        "--insecure-http"));
  }

  private ServerProcess kept(ServerProcess process) {
    started.add(process);
    return process;
  }

  private String[] logArguments(String place) {
    return new String[] {
      "--serve-ledger",
      "--ledger=file:" + directory.resolve(place),
      "--ask-witnesses=" + policy,
      "--listen=127.0.0.1:0",
      "--insecure-http"
    };
  }

  private Ledger reader(ServerProcess log, Duration oldest) throws IOException {
    TrustPolicy wanted = TrustPolicy.parse(Files.readAllBytes(policy));
    return LedgerTrust.keeping(HeadStore.directory(directory.resolve("heads")))
        .witnessedBy(wanted, oldest)
        .over(Ledgers.open(log.ledger()));
  }

  private static Entry entry(int number) {
    byte[] id = new byte[EntryId.SIZE_BYTES];
    id[0] = (byte) number;
    return new Entry(EntryId.of(id), new byte[32]);
  }

  /** What the reader's question ends with, once it ends so. */
  private static void await(String what, Supplier<Boolean> isSo) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!isSo.get()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static boolean answers(Ledger reader, @Nullable LedgerErrorCode code) {
    LedgerException raised = catchThrowableOfType(LedgerException.class, reader::head);
    return raised == null ? code == null : raised.code() == code;
  }

  @Test
  void aReaderGoesOnWhileTheWitnessAnswersStopsWhenItFallsSilentAndGoesOnAgain() throws Exception {
    ServerProcess log = kept(ServerProcess.start(logArguments("ledger")));
    try (Ledger reader = reader(log, FRESH)) {
      reader.append(entry(1)).orThrow();
      assertThat(reader.prove(0).checkpoint().note().signatures()).hasSize(2);
      int port = witness.port();
      witness.kill();
      await("frozen", () -> answers(reader, LedgerErrorCode.HEAD_STALE));
      reader.append(entry(2)).orThrow(); // what is told is never refused
      assertThat(reader.find(entry(2).id())).isPresent();
      witness = startWitness(port);
      await("asked again", () -> answers(reader, null));
      assertThat(reader.prove(1).position()).isEqualTo(1);
    }
  }

  @Test
  void aRestoredCopyOfALogIsNotServed() throws Exception {
    Path copy = Files.createDirectories(directory.resolve("copy"));
    for (String file : new String[] {"journal", "log-key", "checkpoint"}) {
      Files.copy(directory.resolve("ledger").resolve(file), copy.resolve(file));
    }
    ServerProcess log = kept(ServerProcess.start(logArguments("ledger")));
    try (Ledger reader = reader(log, Duration.ofMinutes(5))) {
      reader.append(entry(1)).orThrow();
      reader.prove(0);
    }
    log.kill();
    assertThat(ServerProcess.fail(logArguments("copy"))).startsWith("1 ").contains("HBS-6302");
  }
}
