// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.HeadsSeen;
import health.habeas.ledger.MovableLogIdentity;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.internal.entry.DaemonThreads;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a ledger's heads into a {@link TileFolder}, on a thread of its own: no append and no head waits for a tile. What it
 * could not write, because of a full disk or a crash, it writes with the next head or at the next opening. Thread-safe.
 */
final class TilePublisher implements MovableLogIdentity {
  private static final Logger LOG = LoggerFactory.getLogger(TilePublisher.class);
  private static final int PAGE = 1024;
  private static final Duration BETWEEN_HEADS = Duration.ofMillis(250);
  private static final Duration LAST_HEAD = Duration.ofSeconds(5);

  private final MovableLogIdentity identity;
  private final Journal journal;
  private final Path folder;
  private final boolean isWitnessed;
  private final Thread thread = DaemonThreads.daemon("habeas-ledger-tiles", this::run);
  private @Nullable SignedCheckpoint wanted;
  private boolean closing;
  private volatile boolean abandoned;

  private TilePublisher(
      MovableLogIdentity identity, Journal journal, Path folder, boolean isWitnessed) {
    this.identity = identity;
    this.journal = journal;
    this.folder = folder;
    this.isWitnessed = isWitnessed;
    this.wanted = isWitnessed ? null : identity.newest().orElse(null);
  }

  /**
   * Publishes a log where a folder for it is there; otherwise the identity is all that there is.
   *
   * @param isWitnessed whether heads are published when they come back from the witnesses, and no others
   */
  static Optional<TilePublisher> of(
      MovableLogIdentity identity, Journal journal, Path folder, boolean isWitnessed) {
    return Files.isDirectory(folder)
        ? Optional.of(new TilePublisher(identity, journal, folder, isWitnessed))
        : Optional.empty();
  }

  /**
   * The head that is published here was seen, too: an older journal that was restored beside it is found out. A place that the
   * log is on its way to may have its tiles before it has all entries.
   */
  HeadsSeen and(HeadsSeen elsewhere) {
    return log -> isArriving()
        ? elsewhere.heads(log)
        : Stream.concat(
                TileFolder.published(folder, log.key()).stream(), elsewhere.heads(log).stream())
            .toList();
  }

  /** Begins to write, when the log has been held against what is there. */
  void start() {
    thread.start();
  }

  @Override
  public SignerKey signer() {
    return identity.signer();
  }

  @Override
  public Optional<SignedCheckpoint> newest() {
    return identity.newest();
  }

  @Override
  public void store(SignedCheckpoint head) {
    identity.store(head);
    if (!isWitnessed) {
      want(head);
    }
  }

  @Override
  public void cosigned(SignedCheckpoint head) {
    if (isWitnessed) {
      want(head);
    }
  }

  private synchronized void want(SignedCheckpoint head) {
    wanted = head; // an earlier one that was not begun is passed over
    notifyAll();
  }

  @Override
  public boolean isArriving() {
    return identity.isArriving();
  }

  @Override
  public void adopt() {
    identity.adopt();
  }

  @Override
  public Optional<String> retiredTo() {
    return identity.retiredTo();
  }

  @Override
  public void retire(String place) {
    identity.retire(place);
  }

  @Override
  public void forget() {
    identity.forget();
  }

  private void run() {
    @Nullable TileFolder tiles = null;
    for (Optional<SignedCheckpoint> head = next(); head.isPresent(); head = next()) {
      try {
        tiles = tiles == null ? TileFolder.open(folder, signer().verifier()) : tiles;
        extend(tiles, head.get());
      } catch (IOException | RuntimeException e) {
        LOG.warn("the tiles of a log could not be written, and follow with its next head", e);
        tiles = null; // which state it has is read from the folder
      }
    }
  }

  // Heads that follow each other closely share their tiles.
  private synchronized Optional<SignedCheckpoint> next() {
    long earliest = System.nanoTime() + BETWEEN_HEADS.toNanos();
    try {
      while (!closing && (wanted == null || System.nanoTime() < earliest)) {
        wait(wanted == null ? 0 : BETWEEN_HEADS.toMillis());
      }
    } catch (InterruptedException e) {
      return Optional.empty(); // nobody but the virtual machine's end interrupts this thread
    }
    Optional<SignedCheckpoint> head = Optional.ofNullable(wanted);
    wanted = null;
    return head;
  }

  private void extend(TileFolder tiles, SignedCheckpoint head) {
    long size = head.claimed().size();
    while (tiles.size() < size && !abandoned) {
      List<StoredEntry> page =
          journal.read(tiles.size(), (int) Math.min(PAGE, size - tiles.size()));
      tiles.add(page);
    }
    if (tiles.size() == size && size > 0) {
      tiles.publish(head);
    }
  }

  /** Publishes the last head, unless that takes long; the rest is written after the next opening. */
  void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    boolean interrupted = false;
    try {
      thread.join(LAST_HEAD.toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    abandoned = true;
    joinUninterrupted(interrupted);
  }

  // It reads the journal, which is about to be closed.
  private void joinUninterrupted(boolean wasInterrupted) {
    boolean interrupted = wasInterrupted;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
