// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.Cosigner;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.TreeHash;
import health.habeas.ledger.proof.TrustPolicy;
import health.habeas.ledger.trust.HeadStore;
import health.habeas.ledger.trust.LedgerTrust;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an open ledger does with its witnesses' answers, whenever they come. */
class HeadCosigningTest {
  private static final Cosigner WITNESS =
      Cosigner.of(SignerKey.generate("w.example", new SecureRandom()));
  private static final TrustPolicy POLICY = new TrustPolicy(
      List.of(), List.of(new TrustPolicy.Witness("w", WITNESS.key(), "")), List.of(), "w");

  @TempDir
  Path folder;

  private final CompletableFuture<Ledger> opened = new CompletableFuture<>();
  private final CompletableFuture<Consumer<SignedCheckpoint>> shown = new CompletableFuture<>();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile boolean isOvertaking;
  private volatile boolean isBroken;
  private volatile boolean isSlow;
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private final CompletableFuture<Thread> asking = new CompletableFuture<>();

  /** Asked again at once; answers like one that is slower than the writers, or broken, where the test says so. */
  private final Witnesses witnesses = new Witnesses() {
    @Override
    public SignedCheckpoint cosign(
        SignedCheckpoint head,
        LogVerifier log,
        LongFunction<ConsistencyProof> proofs,
        Consumer<SignedCheckpoint> contained) {
      int turn = asked.incrementAndGet();
      shown.complete(contained);
      asking.complete(Thread.currentThread());
      if (isBroken && turn % 2 == 0) {
        throw new IllegalStateException("a defect of the vendor's");
      } else if (isBroken) {
        throw new NoClassDefFoundError("another one");
      }
      if (isSlow) {
        awaitUninterrupted(mayAnswer);
      }
      if (isOvertaking) {
        opened.join().append(entry(turn)).orThrow();
        opened.join().head();
      }
      return WITNESS.cosign(head, Instant.now());
    }

    @Override
    public Duration interval() {
      return Duration.ofMillis(20);
    }
  };

  private static Entry entry(int number) {
    byte[] id = ByteBuffer.allocate(EntryId.SIZE_BYTES).putInt(number).array();
    return new Entry(EntryId.of(id), new byte[32]);
  }

  private Ledger open() {
    Ledger ledger = Ledgers.open(
        "file:" + folder.resolve("ledger"), LedgerOptions.standard().withWitnesses(witnesses));
    opened.complete(ledger);
    return ledger;
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static boolean isCosigned(Optional<SignedCheckpoint> head, long size) {
    return head.filter(it -> WITNESS.key().cosigned(it).isPresent())
        .filter(it -> it.claimed().size() >= size)
        .isPresent();
  }

  @BeforeEach
  void publish() throws Exception {
    Files.createDirectories(folder.resolve("ledger/tiles"));
  }

  @Test
  void whereEntriesComeFasterThanAnswersACosignedHeadIsShownAndPublishedAllTheSame()
      throws Exception {
    isOvertaking = true;
    Path published = folder.resolve("ledger/tiles/checkpoint");
    try (Ledger ledger = open()) {
      await(() -> isCosigned(ledger.cosigned(), 5));
      assertThat(WITNESS.key().cosigned(ledger.head())).isEmpty();
      Ledger client = LedgerTrust.keeping(HeadStore.memory())
          .witnessedBy(POLICY, Duration.ofMinutes(1))
          .over(ledger);
      assertThat(client.settled(client.head().claimed())).isGreaterThanOrEqualTo(5);
      assertThat(client.prove(3).position()).isEqualTo(3);
      await(() -> Files.exists(published));
      SignedCheckpoint head = SignedCheckpoint.parse(Files.readAllBytes(published));
      assertThat(WITNESS.key().cosigned(head)).isPresent();
    }
  }

  @Test
  void aBusyLogAsksNoMoreOftenThanItsInterval() {
    long begun = System.nanoTime();
    try (Ledger ledger = open()) {
      for (int i = 1; System.nanoTime() - begun < 1_000_000_000; i++) {
        ledger.append(entry(-i)).orThrow();
        ledger.head();
      }
      long intervals = (System.nanoTime() - begun) / witnesses.interval().toNanos();
      assertThat(asked.get()).isBetween(2, (int) intervals + 1);
    }
  }

  /** Its client library may swallow interrupts; the log is somebody else's by then. */
  @Test
  void anAnswerThatComesAfterTheCloseIsNotKept() throws Exception {
    isSlow = true;
    Ledger first = open();
    await(() -> asked.get() > 0);
    first.close();
    try (Ledger second = Ledgers.open("file:" + folder.resolve("ledger"))) {
      second.append(entry(1)).orThrow();
      assertThat(second.head().claimed().size()).isEqualTo(1);
      mayAnswer.countDown();
      asking.join().join(20_000);
      byte[] kept = Files.readAllBytes(folder.resolve("ledger/checkpoint"));
      assertThat(SignedCheckpoint.parse(kept).claimed().size()).isEqualTo(1);
    }
  }

  /** As a library that does not mean to be interrupted. */
  private static void awaitUninterrupted(CountDownLatch latch) {
    boolean isWaiting = true;
    while (isWaiting) {
      try {
        latch.await();
        isWaiting = false;
      } catch (InterruptedException e) {
        isWaiting = latch.getCount() > 0;
      }
    }
  }

  @Test
  void withoutWitnessesNoHeadIsCosigned() {
    try (Ledger ledger = Ledgers.open("memory:")) {
      ledger.append(entry(1)).orThrow();
      ledger.head();
      assertThat(ledger.cosigned()).isEmpty();
    }
  }

  @Test
  void evidenceThatASlowWitnessShowsAfterTheOthersAnsweredStopsTheLog() throws Exception {
    SignedCheckpoint evidence = fork();
    try (Ledger ledger = open()) {
      ledger.append(entry(2)).orThrow();
      await(() -> isCosigned(ledger.cosigned(), 2));
      Consumer<SignedCheckpoint> late = shown.join();
      SignerKey stranger = SignerKey.generate(ledger.verifier().origin(), new SecureRandom());
      Checkpoint lie = Checkpoint.of(ledger.verifier().origin(), 7, TreeHash.empty());
      assertThatThrownBy(() -> late.accept(new SignedCheckpoint(stranger.sign(lie.text()))))
          .hasMessageContaining("HBS-6304");
      late.accept(ledger.head());
      ledger.append(entry(3)).orThrow(); // neither stops the log
      assertThatThrownBy(() -> late.accept(evidence)).hasMessageContaining("HBS-6303");
      assertThat(ledger.append(entry(4)).recorded()).isEmpty();
      assertThatThrownBy(ledger::head).hasMessageContaining("HBS-6303");
    }
  }

  /** A log of one entry, and a head of two that a copy of it signed. */
  private SignedCheckpoint fork() throws Exception {
    Path log = folder.resolve("ledger");
    Path copy = Files.createDirectories(folder.resolve("copy"));
    try (Ledger ledger = Ledgers.open("file:" + log)) {
      ledger.append(entry(1)).orThrow();
    }
    for (String file : List.of("journal", "log-key", "checkpoint")) {
      Files.copy(log.resolve(file), copy.resolve(file));
    }
    try (Ledger other = Ledgers.open("file:" + copy)) {
      other.append(entry(99)).orThrow();
      return other.head();
    }
  }

  @Test
  void witnessesThatRaiseAnythingAreAskedAgain() {
    isBroken = true;
    try (Ledger ledger = open()) {
      await(() -> asked.get() > 3);
      isBroken = false;
      await(() -> ledger.cosigned().isPresent());
    }
  }
}
