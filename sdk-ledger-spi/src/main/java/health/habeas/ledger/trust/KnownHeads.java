// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.trust;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LogVerifier;
import health.habeas.ledger.TrustedHead;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.ForkProof;
import health.habeas.ledger.proof.LogEnd;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.WitnessedCheckpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The heads of one log that a client goes by: what its store has, moved on by what the ledger shows. Asks the store each time,
 * since other processes move it on, too. Thread-safe.
 */
final class KnownHeads {
  private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();
  private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

  private final Ledger ledger;
  private final LogVerifier verifier;
  private final LedgerTrust trust;
  private final AtomicLong calls = new AtomicLong();
  private long answered;
  private volatile @Nullable KeptHeads known;

  /** @param ledger shows the entries of the log; of an ended one, its successor does */
  KnownHeads(LogVerifier verifier, Ledger ledger, LedgerTrust trust) {
    this.verifier = verifier;
    this.ledger = ledger;
    this.trust = trust;
  }

  /** The heads as of now, of which a quorum has cosigned one lately. */
  KeptHeads current() {
    KeptHeads newest = advance();
    LogEnd.successor(newest.newest().claimed()).ifPresent(this::refuseEnded);
    requireFresh(newest);
    return newest;
  }

  /** The heads as of now. Those who ask while one asks for them all share the answer. */
  private KeptHeads advance() {
    long mine = calls.incrementAndGet();
    synchronized (this) {
      KeptHeads shared = known;
      if (shared != null && answered >= mine) {
        return shared;
      }
      long all = calls.get();
      KeptHeads newest = take(this::shown);
      known = newest;
      answered = all;
      return newest;
    }
  }

  /** What the ledger shows now; an older head with the lines of witnesses only where they count. */
  private KeptHeads shown() {
    // In this order: the newest head then covers the other.
    Optional<SignedCheckpoint> cosigned =
        trust.policy().witnesses().isEmpty() ? Optional.empty() : ledger.cosigned();
    return new KeptHeads(ledger.head(), cosigned);
  }

  /** Moves on to what is shown, if it is no less than what is kept. A log that ended stays where it is. */
  KeptHeads take(Supplier<KeptHeads> showing) {
    String origin = verifier.origin();
    while (true) {
      trust.heads().fork(origin).ifPresent(this::refuseForked);
      // In this order: the head is then at least what was seen, however many others move on.
      Optional<KeptHeads> seen = trust.heads().heads(origin);
      if (seen.filter(this::isEnded).isPresent()) {
        KeptHeads last = seen.get();
        return new KeptHeads(
            last.newest(), last.witnessed().filter(head -> witnessed(head).isPresent()));
      }
      KeptHeads heads = showing.get();
      SignedCheckpoint shown = heads.newest();
      verifier.verify(shown);
      seen.ifPresent(kept -> requireExtended(kept.newest(), shown));
      if (LogEnd.successor(shown.claimed()).isPresent() && witnessed(shown).isEmpty()) {
        // Kept, an end by a stolen key would keep the client from the true one.
        throw unwitnessed("no end");
      }
      KeptHeads next = new KeptHeads(shown, witnessed(seen.flatMap(KeptHeads::witnessed), heads));
      if (seen.filter(next::equals).isPresent() || trust.heads().advance(origin, seen, next)) {
        return next;
      }
    }
  }

  private boolean isEnded(KeptHeads kept) {
    verifier.verify(kept.newest());
    return LogEnd.successor(kept.newest().claimed()).isPresent();
  }

  private void refuseEnded(String successor) {
    throw new LedgerException.Permanent(
        LedgerErrorCode.LOG_ENDED,
        "the log " + verifier.origin() + " ended; its successor's key is " + successor);
  }

  private void requireExtended(SignedCheckpoint kept, SignedCheckpoint shown) {
    long from = kept.claimed().size();
    long to = shown.claimed().size();
    TrustedHead trusted = TrustedHead.resume(verifier, kept);
    // Of one size there is nothing to ask, and a log that shrank is refused without a proof.
    ConsistencyProof proof =
        from < to ? ledger.consistency(from, to) : new ConsistencyProof(to, to, List.of());
    try {
      trusted.advance(shown, proof);
    } catch (LedgerException.Integrity e) {
      throw from <= to ? accused(kept, shown).orElse(e) : e;
    }
  }

  /** The heads contradict each other: the evidence is kept, and the error says where. */
  private Optional<LedgerException> accused(SignedCheckpoint smaller, SignedCheckpoint larger) {
    Optional<ForkProof> evidence = Contradiction.between(verifier.key(), ledger, smaller, larger);
    return evidence.map(proof -> forked(trust.heads().keep(proof)));
  }

  private void refuseForked(String place) {
    throw forked(place);
  }

  private LedgerException forked(String place) {
    return new LedgerException.Integrity(
        LedgerErrorCode.FORKED,
        "the log " + verifier.origin()
            + " signed two heads that contradict each other; the proof is " + place);
  }

  /** The newest cosigned head of the kept and the shown ones; the shown one that is not the newest of all leads to that. */
  private Optional<SignedCheckpoint> witnessed(Optional<SignedCheckpoint> kept, KeptHeads shown) {
    Optional<SignedCheckpoint> newest = newer(kept, shown.newest());
    Optional<SignedCheckpoint> best =
        shown.witnessed().map(earlier -> newer(newest, earlier)).orElse(newest);
    if (!best.equals(newest)) {
      requireExtended(best.orElseThrow(), shown.newest());
    }
    return best;
  }

  // The larger one: what was settled stays settled. Of two of one size, the one that was cosigned
  // last.
  private Optional<SignedCheckpoint> newer(
      Optional<SignedCheckpoint> kept, SignedCheckpoint shown) {
    Optional<WitnessedCheckpoint> before = kept.flatMap(this::witnessed);
    Optional<WitnessedCheckpoint> now = witnessed(shown);
    boolean isNewer = now.isPresent()
        && (before.isEmpty()
            || Comparator.<WitnessedCheckpoint>comparingLong(
                        head -> head.checkpoint().size())
                    .thenComparing(this::quorumTime)
                    .compare(before.get(), now.get())
                < 0);
    return isNewer ? Optional.of(shown) : kept.filter(head -> before.isPresent());
  }

  /** A head that counts as cosigned: by a quorum, and not at a time that is still to come. */
  private Optional<WitnessedCheckpoint> witnessed(SignedCheckpoint head) {
    return trust.policy().witnessed(head, verifier.key()).filter(this::isPast);
  }

  // Or a quorum whose clocks are ahead by a year would hide for a year that nothing is cosigned any
  // more.
  private boolean isPast(WitnessedCheckpoint head) {
    Instant time = quorumTime(head);
    return time.equals(Instant.MAX) // without a quorum
        || !time.isAfter(trust.clock().instant().plus(CLOCKS_APART));
  }

  private Instant quorumTime(WitnessedCheckpoint head) {
    return trust.policy().quorumTime(head);
  }

  private void requireFresh(KeptHeads heads) {
    Instant cosigned = heads
        .witnessed()
        .flatMap(this::witnessed)
        .map(this::quorumTime)
        .orElseThrow(() -> unwitnessed("no head"));
    // Instant.MAX, without witnesses, must not be added to.
    if (cosigned.isBefore(trust.clock().instant().minus(trust.oldest()))) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.HEAD_STALE,
          "the quorum last cosigned a head of the log " + verifier.origin() + " at " + cosigned
              + ", and no longer ago than " + trust.oldest() + " is wanted");
    }
  }

  private LedgerException unwitnessed(String what) {
    return new LedgerException.Retryable(
        LedgerErrorCode.QUORUM_MISSING,
        what + " of the log " + verifier.origin() + " is cosigned by the quorum "
            + trust.policy().quorum() + ", at a time that is not still to come");
  }

  /** The newest head that counts as cosigned, as of the last look. */
  Optional<SignedCheckpoint> witnessed() {
    return Optional.ofNullable(known).flatMap(KeptHeads::witnessed);
  }

  /** How many entries are under a head that the quorum cosigned, as of the last look. */
  long settled() {
    return Optional.ofNullable(known).map(KnownHeads::settled).orElse(0L);
  }

  private static long settled(KeptHeads heads) {
    return heads.witnessed().map(head -> head.claimed().size()).orElse(0L);
  }

  /** A head over the entry, cosigned or not. */
  SignedCheckpoint including(long position) {
    KeptHeads heads = known;
    if (heads == null || size(heads) <= position) {
      heads = advance();
    }
    requireWithin(position, heads);
    return heads.newest();
  }

  /** The newest head that the quorum cosigned, once it is over the entry; waits for that as long as the client wants. */
  SignedCheckpoint covering(long position) {
    long end = System.nanoTime() + trust.patience().toNanos();
    KeptHeads heads = known;
    while (heads == null || settled(heads) <= position) {
      heads = advance();
      requireWithin(position, heads);
      if (settled(heads) <= position) {
        pauseUntil(end);
      }
    }
    return heads.witnessed().orElseThrow();
  }

  private void pauseUntil(long end) {
    if (System.nanoTime() > end) {
      throw unwitnessed("no head over this entry");
    }
    LockSupport.parkNanos(PAUSE_NANOS);
    if (Thread.currentThread().isInterrupted()) { // it would not wait any more
      throw new LedgerException.Retryable(
          LedgerErrorCode.INTERRUPTED, "the thread was interrupted while it waited for witnesses");
    }
  }

  private static long size(KeptHeads heads) {
    return heads.newest().claimed().size();
  }

  private static void requireWithin(long position, KeptHeads heads) {
    if (position < 0 || position >= size(heads)) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.OUT_OF_RANGE, "the log has no entry " + position);
    }
  }

  /**
   * Whether a head that somebody brought is of the log that this client knows, and cosigned.
   *
   * @param head signed by the log
   */
  void requireKnown(SignedCheckpoint head) {
    trust.policy().verify(head, verifier.key());
    Checkpoint claimed = head.claimed();
    KeptHeads heads = known;
    if (heads == null || size(heads) < claimed.size()) {
      heads = advance();
    }
    if (!heads.newest().claimed().equals(claimed)) {
      requireExtendedByNewest(head, heads.newest());
    }
  }

  private void requireExtendedByNewest(SignedCheckpoint head, SignedCheckpoint newest) {
    if (newest.claimed().size() < head.claimed().size()) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.ROLLED_BACK,
          "the log " + verifier.origin() + " signed a larger head than it shows");
    }
    requireExtended(head, newest);
  }
}
