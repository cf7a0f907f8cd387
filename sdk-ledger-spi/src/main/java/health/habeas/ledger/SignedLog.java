// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.InclusionProof;
import health.habeas.ledger.proof.MerkleTree;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignedNote;
import health.habeas.ledger.proof.TreeHash;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The tree over a backend's entries, and the newest head signed over it. It hashes and signs when a head is asked for, so
 * that an append waits for neither. Thread-safe.
 */
final class SignedLog {
  private static final int PAGE = 4096;

  private final LogIdentity identity;
  private final LogSource source;
  private final LogVerifier verifier;
  private final MerkleTree tree = new MerkleTree();
  private SignedCheckpoint newest;
  private Optional<SignedCheckpoint> cosigned = Optional.empty();
  private boolean closed;
  private volatile @Nullable LedgerException contradiction;

  /** Hashes what is there and holds it against the newest head that was kept, here and elsewhere. */
  SignedLog(LogIdentity identity, LogSource source, HeadsSeen seen) {
    this.identity = identity;
    this.source = source;
    this.verifier =
        new LogVerifier(identity.signer().verifier().name(), identity.signer().verifier());
    hash(source.size());
    Optional<SignedCheckpoint> kept = identity.newest();
    kept.ifPresent(this::check);
    if (kept.isEmpty() && tree.size() > 0) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.LOG_CORRUPT,
          "the log has " + tree.size() + " entries, but its signed head is missing");
    }
    seen.heads(verifier).forEach(this::check); // before anything is signed
    this.newest = kept.orElseGet(this::sign);
  }

  /**
   * Raises an integrity error if the log, as it is now, does not contain a head that it signed, and signs nothing more.
   *
   * @param shown by anybody; one that the log did not sign is an integrity error, too, and nothing else
   */
  synchronized void requireContained(SignedCheckpoint shown) {
    verifier.verify(shown);
    hash(source.size());
    try {
      check(shown);
    } catch (LedgerException.Integrity e) {
      distrust(e); // here, since whoever shows it may do so after the one who asked has gone
      throw e;
    }
  }

  private void check(SignedCheckpoint kept) {
    Checkpoint signed = verifier.verify(kept);
    if (tree.size() < signed.size()) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.ROLLED_BACK,
          "the log has " + tree.size() + " entries, but it signed a head of " + signed.size());
    }
    if (!tree.root(signed.size()).equals(signed.root())) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.FORKED,
          "the first " + signed.size() + " entries do not make the root that the log signed");
    }
  }

  LogVerifier verifier() {
    return verifier;
  }

  synchronized SignedCheckpoint newest() {
    return newest;
  }

  synchronized SignedCheckpoint head() {
    requireUndisputed();
    hash(source.size());
    if (tree.size() > newest.claimed().size()) {
      newest = sign();
      notifyAll();
    }
    return newest;
  }

  /** Waits until a head beyond a size is signed, or the time is over. */
  synchronized void awaitBeyond(long size, Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    long left = atMost.toMillis();
    while (newest.claimed().size() <= size && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
  }

  synchronized Optional<SignedCheckpoint> cosigned() {
    return cosigned;
  }

  /** Keeps a head with the lines of witnesses, beside the newest one if that is larger by now. */
  synchronized void keep(SignedCheckpoint withLines) {
    if (closed) {
      return; // somebody else may have the log open by now
    }
    if (withLines.note().text().equals(newest.note().text())) {
      identity.store(withLines);
      newest = withLines;
    }
    cosigned = Optional.of(withLines);
    identity.cosigned(withLines);
  }

  /** Stores nothing more. */
  synchronized void close() {
    closed = true;
  }

  /** Signs nothing more: somebody has a head of this log that contradicts it. */
  synchronized void distrust(LedgerException.Integrity reason) {
    contradiction = reason;
  }

  /** Why it signs nothing more, if so. Waits for nothing. */
  Optional<LedgerException> contradiction() {
    return Optional.ofNullable(contradiction);
  }

  private void requireUndisputed() {
    contradiction().ifPresent(reason -> {
      throw reason;
    });
  }

  /** The root at a size that the backend has reached. */
  synchronized TreeHash root(long size) {
    hash(size);
    return tree.root(size);
  }

  /** Signs a text as the log. */
  synchronized SignedNote sign(String text) {
    requireUndisputed();
    return identity.signer().sign(text);
  }

  synchronized InclusionProof inclusion(long position, long size) {
    return tree.inclusion(position, size);
  }

  synchronized ConsistencyProof consistency(long from, long to) {
    return tree.consistency(from, to);
  }

  private SignedCheckpoint sign() {
    Checkpoint head = Checkpoint.of(verifier.origin(), tree.size(), tree.root(tree.size()));
    SignedCheckpoint signed = new SignedCheckpoint(identity.signer().sign(head.text()));
    identity.store(signed); // before it is shown: a head that left the process is never forgotten
    return signed;
  }

  private void hash(long size) {
    while (tree.size() < size) {
      List<StoredEntry> page = source.read(tree.size(), PAGE);
      page.forEach(this::add);
      if (page.isEmpty()) {
        throw outOfOrder();
      }
    }
  }

  private void add(StoredEntry stored) {
    if (stored.position() != tree.size()) {
      throw outOfOrder();
    }
    tree.add(stored.entry().treeHash());
  }

  private static LedgerException outOfOrder() {
    return new LedgerException.Integrity(
        LedgerErrorCode.LOG_CORRUPT, "the backend does not show its entries in order of position");
  }
}
