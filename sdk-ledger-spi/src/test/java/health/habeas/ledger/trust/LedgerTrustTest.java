// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.trust;

import static health.habeas.ledger.trust.ServedLog.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.ForkProof;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.ProvenMap;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.StateProof;
import health.habeas.ledger.proof.TlogProof;
import health.habeas.ledger.proof.TreeHash;
import health.habeas.ledger.proof.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.junit.jupiter.api.io.TempDir;

/** What a client demands of a log, against logs that are really restored, forked and held back. */
class LedgerTrustTest {
  private static final Instant NOW = Instant.parse("2026-03-03T10:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir
  Path folder;

  private ServedLog log;
  private Path memory;
  private Instant now = NOW;

  @BeforeEach
  void serve() {
    log = new ServedLog(folder.resolve("operator"));
    memory = folder.resolve("client");
  }

  @AfterEach
  void close() {
    log.close();
  }

  /** A session of a client, in this process or the next: all that it has in common with others is its directory. */
  private Ledger session() {
    return LedgerTrust.keeping(HeadStore.directory(memory)).over(log.door());
  }

  private Ledger witnessed() {
    return LedgerTrust.keeping(HeadStore.directory(memory))
        .witnessedBy(log.policy(), HOUR)
        .withPatience(Duration.ZERO)
        .withClock(() -> now)
        .over(log.door());
  }

  private static LedgerException error(ThrowingSupplier<?> call) {
    return catchThrowableOfType(LedgerException.class, call::get);
  }

  private static void assertRefused(LedgerErrorCode code, ThrowingSupplier<?> call) {
    assertThat(error(call).code()).isEqualTo(code);
  }

  private ForkProof evidence() throws IOException {
    try (Stream<Path> files = Files.list(memory)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".fork")).toList();
      assertThat(found).hasSize(1);
      return ForkProof.parse(Files.readAllBytes(found.get(0)));
    }
  }

  @Test
  void eachHeadExtendsTheOneOfTheSessionBefore() {
    for (int size = 0; size < 5; size++) {
      assertThat(session().head().claimed().size()).isEqualTo(size);
      log.append(size, size + 1);
    }
  }

  @Test
  void aLogThatWasRolledBackIsRefusedByTheNextSession() {
    log.append(0, 3);
    log.backUp("old");
    log.append(3, 5);
    session().head();
    log.restore("old");
    assertRefused(LedgerErrorCode.ROLLED_BACK, () -> session().head());
    assertRefused(LedgerErrorCode.ROLLED_BACK, () -> session().prove(0));
    log.append(10, 11);
    assertRefused(LedgerErrorCode.ROLLED_BACK, () -> session().head());
    log.restore("log");
    assertThat(session().head().claimed().size()).isEqualTo(5);
  }

  @Test
  void twoHeadsOfOneSizeAreProvenInAFileThatTheErrorNames() throws IOException {
    log.append(0, 3);
    log.backUp("old");
    log.append(3, 5);
    Ledger session = session();
    session.head();
    log.restore("old");
    log.append(13, 15);
    LedgerException error = error(session::head);
    assertThat(error.code()).isEqualTo(LedgerErrorCode.FORKED);
    assertThat(error.getMessage()).contains(memory.toAbsolutePath().toString(), ".fork");
    assertThat(evidence().smaller().claimed().size()).isEqualTo(5);
    assertThat(evidence().key()).isEqualTo(log.door().verifier().key());
  }

  @Test
  void headsThatNoProofJoinsAreProvenWhateverTheirSizes() throws IOException {
    for (int kept : List.of(4, 5)) { // a complete tree, whose root no path holds, and another
      memory = folder.resolve("client" + kept);
      try (ServedLog forking = new ServedLog(folder.resolve("operator" + kept))) {
        LedgerTrust trust = LedgerTrust.keeping(HeadStore.directory(memory));
        forking.backUp("old");
        forking.append(0, kept);
        trust.over(forking.door()).head();
        forking.restore("old");
        forking.append(100, 110);
        assertRefused(LedgerErrorCode.FORKED, () -> trust.over(forking.door()).head());
      }
      assertThat(evidence().smaller().claimed().size()).isEqualTo(kept);
      assertThat(evidence().larger().claimed().size()).isEqualTo(10);
    }
  }

  @Test
  void whatAMapSaysCountsUnderACosignedHead() {
    log.append(0, 3);
    log.cosign(2, NOW);
    byte[] there = ServedLog.entry(2).id().bytes();
    List<TreeHash> labels =
        List.of(LogMap.label(there), LogMap.label(ServedLog.entry(3).id().bytes()));
    StateProof proof = witnessed().prove(LogMap.LABELS, labels).orElseThrow();
    ProvenMap map = proof.verify(LogMap.LABELS, log.door().verifier().key(), log.policy());
    assertThat(map.find(labels.get(0))).hasValue(2);
    assertThat(map.find(labels.get(1))).isEmpty();
    log.cosign(1, NOW);
    log.append(3, 4);
    assertRefused(LedgerErrorCode.QUORUM_MISSING, () -> witnessed().prove(LogMap.LABELS, labels));
  }

  @Test
  void aLogThatForkedStaysRefusedUntilAPersonTookTheProofAway() throws IOException {
    log.append(0, 1);
    log.backUp("old");
    log.append(1, 2);
    session().head();
    log.restore("old");
    log.append(11, 12);
    assertRefused(LedgerErrorCode.FORKED, () -> session().head());
    log.restore("log");
    assertRefused(LedgerErrorCode.FORKED, () -> session().head());
    try (Stream<Path> files = Files.list(memory)) {
      Files.delete(
          files.filter(file -> file.toString().endsWith(".fork")).findFirst().get());
    }
    assertThat(session().head().claimed().size()).isEqualTo(2);
  }

  @Test
  void aReceiptOfAnotherHistoryIsRefusedAndProvesTheFork() throws IOException {
    log.append(0, 3);
    log.backUp("old");
    log.append(3, 5);
    InclusionBundle early = session().prove(1);
    Ledger session = session();
    session.head();
    log.restore("old");
    log.append(13, 14);
    InclusionBundle other = log.door().prove(3);
    log.restore("log");
    assertThat(session.verify(early).size()).isEqualTo(5);
    assertRefused(LedgerErrorCode.FORKED, () -> session.verify(other));
    assertThat(evidence().smaller()).isEqualTo(other.checkpoint());
  }

  @Test
  void aReceiptUnderALargerHeadThanTheLogShowsIsARollback() {
    log.append(0, 3);
    log.backUp("old");
    log.append(3, 5);
    InclusionBundle newest = log.door().prove(4);
    log.restore("old");
    Ledger session = session();
    assertRefused(LedgerErrorCode.ROLLED_BACK, () -> session.verify(newest));
    log.restore("log");
    assertThat(session.verify(newest).size()).isEqualTo(5);
  }

  @Test
  void anEntryThatIsFoundIsProven() {
    log.append(0, 3);
    Ledger session = session();
    assertThat(session.find(entry(2).id())).isPresent();
    assertThat(session.find(entry(9).id())).isEmpty();
    log.append(3, 4);
    assertThat(session.find(entry(3).id()).orElseThrow().position()).isEqualTo(3);
  }

  @Test
  void aProofIsUnderAHeadThatTheQuorumCosigned() {
    Ledger session = witnessed();
    log.append(0, 3);
    log.cosign(1, NOW);
    assertRefused(LedgerErrorCode.QUORUM_MISSING, () -> session.prove(1));
    assertRefused(LedgerErrorCode.QUORUM_MISSING, session::head);
    log.cosign(2, NOW);
    TlogProof proof = TlogProof.parse(session.prove(1).bytes());
    TrustPolicy policy = new TrustPolicy(
        List.of(new TrustPolicy.Log(session.verifier().key(), "")),
        log.policy().witnesses(),
        log.policy().groups(),
        "two");
    TreeHash leaf = TreeHash.leaf(entry(1).bytes());
    assertThat(policy.verify(proof, leaf).cosigned()).hasSize(2);
    assertThat(session.verify(InclusionBundle.parse(session.prove(1).bytes())).size())
        .isEqualTo(3);
    assertRefused(
        LedgerErrorCode.QUORUM_MISSING, () -> session.verify(bare(session).prove(1)));
  }

  private Ledger bare(Ledger session) {
    return ((TrustedLedger) session).bare();
  }

  @Test
  void whatTheQuorumHasNotSeenIsShownButDoesNotCount() {
    Ledger session = witnessed();
    log.append(0, 3);
    log.cosign(2, NOW);
    session.head();
    log.append(3, 5);
    log.cosign(1, NOW);
    assertThat(session.head().claimed().size()).isEqualTo(5);
    assertThat(session.settled(session.head().claimed())).isEqualTo(3);
    assertThat(session.find(entry(4).id())).isPresent();
    assertThat(session.prove(2).checkpoint().claimed().size()).isEqualTo(3);
    assertRefused(LedgerErrorCode.QUORUM_MISSING, () -> session.prove(4));
    assertRefused(LedgerErrorCode.OUT_OF_RANGE, () -> session.prove(5));
    // The next session knows both heads.
    assertThat(witnessed().settled(witnessed().head().claimed())).isZero();
    Ledger next = witnessed();
    next.head();
    assertThat(next.settled(next.head().claimed())).isEqualTo(3);
  }

  /** Entries come faster than witnesses answer, so no head is the newest any more when its lines are there. */
  @Test
  void ofABusyLogTheHeadCountsThatCameBackLate() {
    log.append(0, 3);
    log.cosignLate(1, NOW);
    assertRefused(LedgerErrorCode.QUORUM_MISSING, () -> witnessed().head());
    log.cosignLate(2, NOW);
    log.append(3, 5);
    Ledger session = witnessed();
    assertThat(session.head().claimed().size()).isEqualTo(5);
    assertThat(session.settled(session.head().claimed())).isEqualTo(3);
    assertThat(session.prove(2).checkpoint().claimed().size()).isEqualTo(3);
    assertRefused(LedgerErrorCode.QUORUM_MISSING, () -> session.prove(4));
    log.cosignLate(2, NOW);
    log.append(5, 6);
    assertThat(session.prove(4).checkpoint().claimed().size()).isEqualTo(5);
    // Kept, and no older one takes its place.
    log.show(log.cosignLate(0, NOW));
    assertThat(witnessed().head().claimed().size()).isEqualTo(6);
    now = NOW.plus(HOUR).plusSeconds(1);
    assertRefused(LedgerErrorCode.HEAD_STALE, session::head);
  }

  /** One witness lies, and an honest one has not heard of the larger head. */
  @Test
  void whatWasSettledStaysSettledWhateverOlderHeadIsCosignedLater() {
    log.append(0, 10);
    SignedCheckpoint older = log.cosignLate(2, NOW);
    log.append(10, 11);
    log.cosignLate(2, NOW.minusSeconds(60));
    Ledger client = witnessed();
    assertThat(client.settled(client.head().claimed())).isEqualTo(11);
    log.show(older);
    assertThat(client.settled(client.head().claimed())).isEqualTo(11);
    assertThat(witnessed().prove(10).position()).isEqualTo(10);
  }

  @Test
  void aQuorumWhoseClocksAreAheadHidesNoFreeze() {
    log.append(0, 3);
    log.cosign(3, NOW.plus(Duration.ofDays(365)));
    assertRefused(LedgerErrorCode.QUORUM_MISSING, () -> witnessed().head());
    log.cosign(3, NOW.plus(Duration.ofMinutes(4)));
    Ledger client = witnessed();
    client.head();
    log.cosign(3, NOW.plus(Duration.ofDays(365)));
    now = NOW.plus(HOUR).plus(HOUR);
    assertRefused(LedgerErrorCode.HEAD_STALE, client::head);
    log.cosign(2, now);
    client.head();
  }

  @Test
  void itsCosignedHeadIsOneThatItVerified() {
    log.append(0, 3);
    log.cosignLate(2, NOW);
    Ledger client = witnessed();
    assertThat(client.cosigned()).isEmpty();
    client.head();
    assertThat(client.cosigned().orElseThrow().claimed().size()).isEqualTo(3);
    try (Ledger stranger = Ledgers.open("memory:")) {
      log.show(stranger.head());
      assertRefused(LedgerErrorCode.CHECKPOINT_UNTRUSTED, client::head);
    }
    assertThat(client.cosigned().orElseThrow().claimed().origin())
        .isEqualTo(client.verifier().origin());
  }

  @Test
  void aLateHeadThatTheNewestDoesNotExtendProvesAFork() throws IOException {
    log.append(0, 3);
    log.backUp("old");
    log.append(3, 5);
    SignedCheckpoint late = log.cosignLate(2, NOW);
    log.restore("old");
    log.append(13, 16);
    assertRefused(LedgerErrorCode.FORKED, () -> witnessed().head());
    assertThat(evidence().smaller()).isEqualTo(late);
  }

  @Test
  void aLateHeadThatIsLargerThanTheNewestIsARollback() {
    log.append(0, 3);
    log.backUp("old");
    log.append(3, 5);
    log.cosignLate(2, NOW);
    log.restore("old");
    assertRefused(LedgerErrorCode.ROLLED_BACK, () -> witnessed().head());
  }

  @Test
  void aProofWaitsForTheWitnesses() throws Exception {
    Ledger session = LedgerTrust.keeping(HeadStore.memory())
        .witnessedBy(log.policy(), HOUR)
        .withPatience(Duration.ofMinutes(1))
        .withClock(() -> now)
        .over(log.door());
    log.append(0, 1);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<InclusionBundle> proof = threads.submit(() -> session.prove(0));
      log.cosign(3, NOW);
      assertThat(proof.get().checkpoint().note().signatures()).hasSize(4);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aLogThatNobodyCosignedLatelyIsFrozen() {
    Ledger session = witnessed();
    log.append(0, 3);
    log.cosign(3, NOW);
    session.head();
    now = NOW.plus(HOUR);
    session.head();
    now = NOW.plus(HOUR).plusSeconds(1);
    assertRefused(LedgerErrorCode.HEAD_STALE, session::head);
    assertRefused(LedgerErrorCode.HEAD_STALE, () -> witnessed().head());
    // A head that was cosigned as long ago does not help, but what was proven stays proven.
    log.append(3, 4);
    assertRefused(LedgerErrorCode.HEAD_STALE, session::head);
    assertThat(session.prove(2).position()).isEqualTo(2);
    // Nor does one witness alone; the quorum does, with nothing new.
    log.cosign(1, now);
    assertRefused(LedgerErrorCode.HEAD_STALE, session::head);
    log.cosign(2, now);
    assertThat(session.head().claimed().size()).isEqualTo(4);
    now = now.plus(HOUR).plusSeconds(1);
    assertRefused(LedgerErrorCode.HEAD_STALE, session::head);
    log.cosign(2, now);
    assertThat(session.head().claimed().size()).isEqualTo(4);
  }

  @Test
  void aHeadThatIsSmallerThanAnUnwitnessedOneIsARollback() {
    log.append(0, 3);
    log.backUp("old");
    log.cosign(2, NOW);
    witnessed().head();
    log.cosign(0, NOW);
    log.append(3, 4);
    witnessed().head();
    log.restore("old");
    log.cosign(3, NOW);
    assertRefused(LedgerErrorCode.ROLLED_BACK, () -> witnessed().head());
  }

  @Test
  void aPolicyOfOtherLogsIsRefusedAtOnce() {
    TrustPolicy policy = new TrustPolicy(
        List.of(new TrustPolicy.Log(log.witnesses.get(0).key(), "")),
        List.of(),
        List.of(),
        TrustPolicy.NO_QUORUM);
    LedgerTrust trust = LedgerTrust.keeping(HeadStore.memory()).witnessedBy(policy, HOUR);
    assertRefused(LedgerErrorCode.CHECKPOINT_UNTRUSTED, () -> trust.over(log.door()));
  }

  @Test
  void manyAtOnceAndManySessionsKeepTheLargestHead() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<Boolean>> all = IntStream.range(0, 8)
          .mapToObj(thread -> threads.submit(() -> {
            start.await();
            Ledger session = session();
            for (int i = 0; i < 10; i++) {
              long position =
                  log.door().append(entry(100 * thread + i)).orThrow().position();
              assertThat(session.head().claimed().size()).isGreaterThan(position);
              assertThat(session.prove(position).position()).isEqualTo(position);
            }
            return true;
          }))
          .toList();
      start.countDown();
      for (Future<Boolean> each : all) {
        assertThat(each.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
    String origin = log.door().verifier().origin();
    assertThat(HeadStore.directory(memory)
            .heads(origin)
            .orElseThrow()
            .newest()
            .claimed()
            .size())
        .isEqualTo(80);
  }

  @Test
  void rulesAroundALedgerReplaceThoseThatWereThere() {
    Ledger twice = LedgerTrust.keeping(HeadStore.directory(memory)).over(witnessed());
    log.append(0, 1);
    assertThat(twice.head().claimed().size()).isEqualTo(1);
  }
}
