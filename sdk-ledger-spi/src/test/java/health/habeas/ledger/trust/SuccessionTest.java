// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.trust;

import static health.habeas.ledger.error.LedgerErrorCode.SUCCESSION_INVALID;
import static health.habeas.ledger.trust.ServedLog.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.LogFollower;
import health.habeas.ledger.LogSuccession;
import health.habeas.ledger.LogVerifier;
import health.habeas.ledger.StateAudit;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.Cosigner;
import health.habeas.ledger.proof.LogEnd;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.ProvenMap;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.TreeHash;
import health.habeas.ledger.proof.VerifierKey;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.junit.jupiter.api.io.TempDir;

/** A log that ended, and the one that goes on in its place. */
class SuccessionTest {
  private static final Instant NOW = Instant.parse("2026-03-03T10:00:00Z");

  @TempDir
  Path folder;

  private final Ledger successor = Ledgers.open("memory:");
  private ServedLog log;
  private LogVerifier former;

  @BeforeEach
  void serve() {
    log = new ServedLog(folder.resolve("operator"));
    log.append(0, 7);
    former = log.door().verifier();
  }

  @AfterEach
  void close() {
    successor.close();
    log.close();
  }

  private LedgerTrust trust() {
    return LedgerTrust.keeping(HeadStore.directory(folder.resolve("client")));
  }

  private void copyTo(Ledger ledger, int entries) {
    log.door().read(0, entries).forEach(stored -> ledger.append(stored.entry()).orThrow());
  }

  private SignerKey key() {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("operator/log/log-key"));
      return SignerKey.parse(lines.get(0), VerifierKey.parse(lines.get(1)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private LogEnd end(Checkpoint lastGood) {
    return LogEnd.sign(key(), lastGood, successor.verifier().key());
  }

  private LogEnd end() {
    return end(log.door().head().claimed());
  }

  private static void assertRefused(LedgerErrorCode code, ThrowingSupplier<?> call) {
    assertThat(catchThrowableOfType(LedgerException.class, call::get).code()).isEqualTo(code);
  }

  @Test
  void goesOnWithEverythingThatWasProven() {
    InclusionBundle early = trust().over(log.door()).prove(3);
    copyTo(successor, 7);
    Ledger next = trust().succeeding(former, end(), successor);
    successor.append(entry(7)).orThrow();
    assertThat(next.head().claimed().size()).isEqualTo(8);
    assertThat(next.find(entry(3).id()).orElseThrow().position()).isEqualTo(3);
    // From now on without the end, after a restart too; and once more with it.
    assertThat(trust().over(successor).head().claimed().size()).isEqualTo(8);
    assertThat(trust().succeeding(former, end(), successor).prove(7).entry()).isEqualTo(entry(7));
    // The former takes nothing more, and what it proved stays proven.
    log.append(7, 8);
    for (Ledger session : List.of(trust().over(log.door()), trust().over(log.door()))) {
      assertRefused(LedgerErrorCode.LOG_ENDED, session::head);
      assertThat(session.verify(early).size()).isEqualTo(7);
      assertThat(session.verify(early).origin()).isEqualTo(former.origin());
    }
  }

  @Test
  void aSuccessorIsFilledWithWhatTheFormerRecordedItsStatesIncluded() {
    Ledger served = log.door();
    List<TreeHash> label = List.of(LogMap.label(entry(3).id().bytes()));
    assertThat(served.prove(LogMap.LABELS, label))
        .isPresent(); // the log states its maps, as an entry
    LogEnd end = end();
    long size = end.head().claimed().size();
    assertThat(size).isEqualTo(8);
    LogSuccession.begin(served, end, successor);
    LogSuccession.begin(served, end, successor); // a second time changes nothing
    Ledger next = trust().succeeding(former, end, successor);
    assertThat(next.head().claimed().size()).isEqualTo(size + 1);
    ProvenMap map = next.prove(LogMap.LABELS, label)
        .orElseThrow()
        .verify(LogMap.LABELS, next.verifier().key());
    assertThat(map.find(label.get(0))).hasValue(3);
    String origin = next.verifier().origin();
    StateAudit audit = new StateAudit(origin, List.of(end.head().claimed()));
    new LogFollower(next.verifier(), audit).follow(next);
    assertThat(audit.states()).isEqualTo(2);
    // Without the former's name its state would be a false one.
    LogFollower follower = new LogFollower(next.verifier(), new StateAudit(origin));
    assertRefused(LedgerErrorCode.STATE_FALSE, () -> follower.follow(next));
  }

  @Test
  void aSuccessorIsNotFilledWithSomethingElse() {
    LogEnd end = end();
    try (Ledger other = Ledgers.open("memory:")) {
      assertRefused(SUCCESSION_INVALID, () -> begun(log.door(), end, other));
      assertRefused(SUCCESSION_INVALID, () -> begun(other, end, successor));
      for (int i = 10; i < 17; i++) {
        other.append(entry(i)).orThrow();
      }
      assertRefused(SUCCESSION_INVALID, () -> begun(other, end, successor));
    }
  }

  private static boolean begun(Ledger entries, LogEnd end, Ledger successor) {
    LogSuccession.begin(entries, end, successor);
    return true;
  }

  @Test
  void anEndIsOneLineMoreInACheckpoint() {
    LogEnd end = end();
    assertThat(end.head().toString())
        .startsWith(log.door().head().claimed().text() + "habeas.health/log-ended@v1 "
            + successor.verifier().key() + "\n\n");
    assertThat(new LogEnd(SignedCheckpoint.parse(end.head().bytes()))).isEqualTo(end);
    assertRefused(SUCCESSION_INVALID, () -> new LogEnd(log.door().head()));
  }

  @Test
  void aSuccessorWithoutAllEntriesIsNone() {
    trust().over(log.door()).head();
    copyTo(successor, 6);
    assertRefused(SUCCESSION_INVALID, () -> trust().succeeding(former, end(), successor));
    successor.append(entry(9)).orThrow(); // as many, but not the same
    assertRefused(SUCCESSION_INVALID, () -> trust().succeeding(former, end(), successor));
    successor.append(entry(6)).orThrow();
    assertRefused(SUCCESSION_INVALID, () -> trust().succeeding(former, end(), successor));
  }

  @Test
  void aLogThatTheEndDoesNotNameIsNoSuccessor() {
    try (Ledger other = Ledgers.open("memory:")) {
      copyTo(other, 7);
      assertRefused(SUCCESSION_INVALID, () -> trust().succeeding(former, end(), other));
    }
  }

  @Test
  void anEndBelowWhatWasSeenIsARollback() {
    trust().over(log.door()).head();
    copyTo(successor, 5);
    LogEnd early = end(successor.head().claimed());
    LogEnd misdated =
        end(Checkpoint.of(former.origin(), 5, early.head().claimed().root()));
    assertRefused(
        LedgerErrorCode.ROLLED_BACK, () -> trust().succeeding(former, misdated, successor));
    // A client that had not seen them can follow.
    LedgerTrust stranger = LedgerTrust.keeping(HeadStore.memory());
    assertThat(stranger.succeeding(former, misdated, successor).head().claimed().size())
        .isEqualTo(5);
  }

  @Test
  void anEndThatContradictsWhatWasSeenProvesAFork() throws IOException {
    trust().over(log.door()).head();
    copyTo(successor, 6);
    successor.append(entry(9)).orThrow();
    for (int size = 7; size < 9; size++) {
      TreeHash root = successor.head().claimed().root();
      LogEnd other = end(Checkpoint.of(former.origin(), size, root));
      assertRefused(LedgerErrorCode.FORKED, () -> trust().succeeding(former, other, successor));
      try (Stream<Path> files = Files.list(folder.resolve("client"))) {
        Files.delete(
            files.filter(file -> file.toString().endsWith(".fork")).findFirst().orElseThrow());
      }
      successor.append(entry(10)).orThrow();
    }
  }

  @Test
  void onlyTheLogEndsItself() {
    copyTo(successor, 7);
    SignerKey thief = SignerKey.generate(former.origin(), new SecureRandom());
    LogEnd forged =
        LogEnd.sign(thief, log.door().head().claimed(), successor.verifier().key());
    assertRefused(
        LedgerErrorCode.CHECKPOINT_UNTRUSTED, () -> trust().succeeding(former, forged, successor));
  }

  @Test
  void aLogEndsOnce() {
    copyTo(successor, 7);
    trust().succeeding(former, end(), successor);
    try (Ledger other = Ledgers.open("memory:")) {
      copyTo(other, 7);
      LogEnd second =
          LogEnd.sign(key(), log.door().head().claimed(), other.verifier().key());
      assertRefused(SUCCESSION_INVALID, () -> trust().succeeding(former, second, other));
    }
  }

  private Ledger showing(SignedCheckpoint head) {
    Ledger door = log.door();
    return (Ledger) Proxy.newProxyInstance(
        Ledger.class.getClassLoader(),
        new Class<?>[] {Ledger.class},
        (self, method, arguments) ->
            method.getName().equals("head") ? head : method.invoke(door, arguments));
  }

  @Test
  void theWitnessesMustHaveCosignedTheEnd() {
    copyTo(successor, 7);
    LedgerTrust witnessed = trust()
        .witnessedBy(log.policy(), Duration.ofHours(1))
        .withPatience(Duration.ZERO)
        .withClock(() -> NOW);
    LogEnd end = end();
    assertRefused(
        LedgerErrorCode.QUORUM_MISSING, () -> witnessed.succeeding(former, end, successor));
    // Whoever stole the log's key shows an end of his own, which is not kept.
    LogEnd stolen = LogEnd.sign(key(), log.door().head().claimed(), former.key());
    assertRefused(LedgerErrorCode.QUORUM_MISSING, witnessed.over(showing(stolen.head()))::head);
    SignedCheckpoint cosigned = end.head();
    for (Cosigner witness : log.witnesses.subList(0, 2)) {
      cosigned = witness.cosign(cosigned, NOW);
    }
    Ledger next = witnessed.succeeding(former, new LogEnd(cosigned), successor);
    // The successor's own heads must be cosigned, too.
    assertRefused(LedgerErrorCode.QUORUM_MISSING, next::head);
  }
}
