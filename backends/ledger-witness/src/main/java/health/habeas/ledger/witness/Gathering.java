// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness;

import health.habeas.ledger.LogVerifier;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.NoteSignature;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignedNote;
import health.habeas.ledger.proof.TrustPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One head, and the lines that came for it so far. Thread-safe. */
final class Gathering {
  private final TrustPolicy policy;
  private final SignedCheckpoint head;
  private final LogVerifier log;
  private final List<NoteSignature> lines = new ArrayList<>();
  private final Set<String> cosigners = new TreeSet<>();
  private final Map<String, String> failures = new TreeMap<>();
  private final CompletableFuture<SignedCheckpoint> done = new CompletableFuture<>();
  private int awaited;

  Gathering(TrustPolicy policy, SignedCheckpoint head, LogVerifier log, int awaited) {
    this.policy = policy;
    this.head = head;
    this.log = log;
    this.awaited = awaited;
  }

  SignedCheckpoint head() {
    return head;
  }

  LogVerifier log() {
    return log;
  }

  /** A witness's answer. Lines of keys that are not in the policy are left out, as the protocol says. */
  synchronized void add(List<TrustPolicy.Witness> asked, SignedNote answer) {
    for (TrustPolicy.Witness witness : asked) {
      Optional<NoteSignature> line =
          answer.signature(witness.key().name(), witness.key().keyId());
      if (line.isPresent() && isCosigned(witness, line.get())) {
        lines.add(line.get());
        cosigners.add(witness.name());
      } else {
        failures.put(witness.name(), "no cosignature that verifies");
      }
    }
    answered();
  }

  private boolean isCosigned(TrustPolicy.Witness witness, NoteSignature line) {
    try {
      return witness
          .key()
          .cosigned(new SignedCheckpoint(head.note().with(line)))
          .isPresent();
    } catch (LedgerException.Integrity e) {
      return false;
    }
  }

  /** Nothing came of asking. */
  synchronized void fail(List<TrustPolicy.Witness> asked, String why) {
    asked.forEach(witness -> failures.put(witness.name(), why));
    answered();
  }

  private void answered() {
    awaited--;
    boolean wantsQuorum = !policy.quorum().equals(TrustPolicy.NO_QUORUM);
    if (policy.isQuorum(cosigners) && (wantsQuorum || awaited == 0)) {
      done.complete(cosigned());
    } else if (awaited == 0) {
      done.completeExceptionally(tooFew("refused or failed"));
    }
  }

  /** Somebody has a head that the log signed and does not contain. */
  void contradict(LedgerException.Integrity proven) {
    done.completeExceptionally(proven);
  }

  private SignedCheckpoint cosigned() {
    SignedNote note = head.note();
    for (NoteSignature line : lines) {
      note = note.with(line);
    }
    return new SignedCheckpoint(note);
  }

  SignedCheckpoint await(Duration deadline) {
    try {
      return done.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return atDeadline();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerException.Retryable(
          LedgerErrorCode.INTERRUPTED, "the thread was interrupted while it waited for witnesses");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof LedgerException known
          ? known
          : new IllegalStateException(e.getCause());
    }
  }

  private synchronized SignedCheckpoint atDeadline() {
    if (policy.isQuorum(cosigners)) {
      return cosigned();
    }
    throw tooFew("refused, failed or did not answer in time");
  }

  private LedgerException tooFew(String others) {
    return new LedgerException.Retryable(
        LedgerErrorCode.QUORUM_MISSING,
        "a head of " + log.origin() + " is cosigned by " + cosigners
            + ", which is not the quorum " + policy.quorum() + "; the other witnesses " + others
            + ": " + failures);
  }
}
