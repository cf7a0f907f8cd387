// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.TreeHash;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the log makes of a backend that is silent, fails or lies. */
class VerifiableLedgerTest {
  private final ScriptedBackend backend = new ScriptedBackend();
  private final Ledger ledger =
      Ledgers.over(backend, LedgerOptions.standard().withDeadline(Duration.ofMillis(30)));

  @AfterEach
  void close() {
    backend.hidden = 0;
    ledger.close();
  }

  static Entry entry(int number) {
    byte[] id = ByteBuffer.allocate(32).putInt(number).array();
    return new Entry(EntryId.of(id), new byte[32]);
  }

  @Test
  void silenceIsInDoubtAndTheSameAppendSettlesIt() {
    backend.append = batch -> {
      backend.reallyAppend(batch);
      return new CompletableFuture<>(); // the answer is lost
    };
    Outcome lost = ledger.append(entry(1));
    assertThat(((Outcome.InDoubt) lost).cause().code()).isEqualTo(LedgerErrorCode.TIMEOUT);
    assertThatThrownBy(lost::orThrow).isInstanceOf(LedgerException.Retryable.class);
    backend.append = backend::reallyAppend;
    assertThat(ledger.append(entry(1))).isInstanceOf(Outcome.Duplicate.class);
    assertThat(ledger.head().claimed().size()).isEqualTo(1);
  }

  @Test
  void aFailedStageIsInDoubt() {
    backend.append =
        batch -> CompletableFuture.failedFuture(new IllegalStateException("leaf 4711"));
    Outcome outcome = ledger.append(entry(1));
    assertThat(((Outcome.InDoubt) outcome).cause().code()).isEqualTo(LedgerErrorCode.UNAVAILABLE);
    assertThat(((Outcome.InDoubt) outcome).cause()).hasMessageNotContaining("4711");
  }

  @Test
  void aBackendThatThrowsIsInDoubt() {
    backend.append = batch -> {
      throw new IllegalStateException("connection reset");
    };
    assertThat(ledger.append(entry(1))).isInstanceOf(Outcome.InDoubt.class);
  }

  @Test
  void anInterruptedAppendIsInDoubtAndStaysInterrupted() {
    backend.append = batch -> new CompletableFuture<>();
    Thread.currentThread().interrupt();
    Outcome outcome = ledger.append(entry(1));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(((Outcome.InDoubt) outcome).cause().code()).isEqualTo(LedgerErrorCode.INTERRUPTED);
  }

  @Test
  void unansweredAppendsCountAsInFlight() {
    backend.append = batch -> new CompletableFuture<>();
    int limit = ledger.info().limits().inFlightEntries();
    for (int i = 0; i < limit; i++) {
      ledger.submit(List.of(entry(i)));
    }
    Outcome outcome = ledger.append(entry(limit));
    assertThat(((Outcome.Rejected) outcome).error().code()).isEqualTo(LedgerErrorCode.OVERLOADED);
  }

  @Test
  void anEmptyBatchHasNoOutcomes() {
    assertThat(ledger.append(List.of())).isEmpty();
  }

  @Test
  void proofsComeFromTheSignedHeadThatIsThere() {
    ledger.append(List.of(entry(0), entry(1), entry(2)));
    InclusionBundle first = ledger.prove(0);
    ledger.append(entry(3)).orThrow();
    assertThat(ledger.prove(2).checkpoint()).isEqualTo(first.checkpoint());
    assertThat(ledger.prove(3).checkpoint().claimed().size()).isEqualTo(4);
    LedgerException e = catchThrowableOfType(LedgerException.class, () -> ledger.prove(4));
    assertThat(e.code()).isEqualTo(LedgerErrorCode.OUT_OF_RANGE);
    assertThatThrownBy(() -> ledger.prove(-1)).isInstanceOf(LedgerException.Permanent.class);
  }

  @Test
  void bundlesVerifyInTheirTextFormAndNowhereElse() {
    ledger.append(List.of(entry(0), entry(1), entry(2)));
    InclusionBundle bundle = InclusionBundle.parse(ledger.prove(1).bytes());
    assertThat(bundle.entry()).isEqualTo(entry(1));
    assertThat(bundle.position()).isEqualTo(1);
    assertThat(ledger.verifier().verify(bundle).size()).isEqualTo(3);

    InclusionBundle moved = new InclusionBundle(entry(2), bundle.proof(), bundle.checkpoint());
    assertCode(LedgerErrorCode.PROOF_INVALID, () -> ledger.verifier().verify(moved));
    try (Ledger other = Ledgers.open("memory:")) {
      assertCode(LedgerErrorCode.CHECKPOINT_UNTRUSTED, () -> other.verifier().verify(bundle));
    }
  }

  @Test
  void everyChangedByteOfABundleIsRefused() {
    ledger.append(List.of(entry(0), entry(1), entry(2)));
    byte[] sound = ledger.prove(1).bytes();
    for (int at = 0; at < sound.length; at++) {
      byte[] changed = sound.clone();
      changed[at] ^= 1;
      assertThatThrownBy(() -> ledger.verifier().verify(InclusionBundle.parse(changed)))
          .as("byte %s", at)
          .isInstanceOf(LedgerException.class);
    }
  }

  @Test
  void aTrustedHeadAdvancesAlongProofsAndRefusesRollback() {
    TrustedHead trusted = TrustedHead.first(ledger.verifier());
    var empty = ledger.head();
    for (int i = 0; i < 20; i++) {
      ledger.append(entry(i)).orThrow();
      assertThat(trusted.advance(ledger).size()).isEqualTo(i + 1);
    }
    assertThat(trusted.advance(ledger).size()).isEqualTo(20);
    assertCode(LedgerErrorCode.ROLLED_BACK, () -> trusted.advance(empty, ledger.consistency(0, 0)));
    assertCode(
        LedgerErrorCode.PROOF_INVALID,
        () -> trusted.advance(ledger.head(), ledger.consistency(19, 20)));
    assertThat(TrustedHead.resume(ledger.verifier(), ledger.head()).checkpoint().size())
        .isEqualTo(20);
  }

  @Test
  void aFollowerGetsEachEntryOnceAndInOrder() {
    List<Long> seen = new java.util.ArrayList<>();
    LogFollower follower =
        new LogFollower(ledger.verifier(), stored -> seen.add(stored.position()));
    for (int i = 0; i < 5; i++) {
      ledger.append(List.of(entry(2 * i), entry(2 * i + 1)));
      follower.follow(ledger);
    }
    follower.follow(ledger);
    assertThat(seen).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
  }

  @Test
  void aFollowerBelievesNothingThatTheHeadDoesNotCover() {
    ledger.append(List.of(entry(0), entry(1), entry(2)));
    ledger.head();
    List<StoredEntry> seen = new java.util.ArrayList<>();
    LogFollower follower = new LogFollower(ledger.verifier(), seen::add);
    backend.shown =
        stored -> new StoredEntry(stored.position(), stored.time(), stored.finality(), entry(7));
    assertCode(LedgerErrorCode.FORKED, () -> follower.follow(ledger));
    backend.hidden = 3;
    assertCode(LedgerErrorCode.ROLLED_BACK, () -> follower.follow(ledger));
    assertThat(seen).isEmpty();
    backend.shown = stored -> stored;
    backend.hidden = 0;
    follower.follow(ledger);
    assertThat(seen).hasSize(3);
  }

  @Test
  void aFollowerNoticesPositionsThatAreNotThePlacesInTheLog() {
    ledger.append(List.of(entry(0), entry(1), entry(2)));
    ledger.head();
    List<StoredEntry> seen = new java.util.ArrayList<>();
    LogFollower follower = new LogFollower(ledger.verifier(), seen::add);
    // Each entry is there, in its order: only the numbers are not theirs.
    for (long wrong : new long[] {-1, 1, 1L << 40}) {
      backend.shown = stored -> new StoredEntry(
          stored.position() + wrong, stored.time(), stored.finality(), stored.entry());
      assertCode(LedgerErrorCode.MISPLACED, () -> follower.follow(ledger));
    }
    assertThat(seen).isEmpty();
    backend.shown = stored -> stored;
    follower.follow(ledger);
    assertThat(seen).extracting(StoredEntry::position).containsExactly(0L, 1L, 2L);
  }

  @Test
  void aLogThatIsShownToBeRolledBackOrForkedTakesNoMoreEntries() {
    for (LedgerErrorCode code : List.of(LedgerErrorCode.ROLLED_BACK, LedgerErrorCode.FORKED)) {
      ScriptedBackend disputed = new ScriptedBackend();
      long size = code == LedgerErrorCode.ROLLED_BACK ? 3 : 1;
      LedgerOptions options =
          LedgerOptions.standard().withWitnesses(showing(signed(disputed, size)));
      try (Ledger ledger = Ledgers.over(disputed, options)) {
        ledger.append(entry(1)).orThrow();
        ledger.append(entry(2)).orThrow();
        assertCode(code, () -> signHeadsForAWhile(ledger));
        Outcome outcome = ledger.append(entry(3));
        assertThat(((Outcome.Rejected) outcome).error().code()).isEqualTo(code);
        assertThat(ledger.read(0, 9)).hasSize(2);
      }
    }
  }

  private static SignedCheckpoint signed(ScriptedBackend backend, long size) {
    SignerKey log = backend.identity().signer();
    Checkpoint other = Checkpoint.of(log.verifier().name(), size, TreeHash.empty());
    return new SignedCheckpoint(log.sign(other.text()));
  }

  private static void signHeadsForAWhile(Ledger ledger) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < end) {
      ledger.head();
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** A witness that has cosigned this, and shows it in place of cosigning a head of two entries. */
  private static Witnesses showing(SignedCheckpoint theirs) {
    return new Witnesses() {
      @Override
      public SignedCheckpoint cosign(
          SignedCheckpoint head,
          LogVerifier log,
          LongFunction<ConsistencyProof> proofs,
          Consumer<SignedCheckpoint> shown) {
        if (head.claimed().size() == 2) {
          shown.accept(theirs);
        }
        return head;
      }

      @Override
      public Duration interval() {
        return Duration.ofMillis(10);
      }
    };
  }

  private static void assertCode(
      LedgerErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    LedgerException e = catchThrowableOfType(LedgerException.class, call);
    assertThat(e).isNotNull();
    assertThat(e.code()).isEqualTo(code);
  }
}
