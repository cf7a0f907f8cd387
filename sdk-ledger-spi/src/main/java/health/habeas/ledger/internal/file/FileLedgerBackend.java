// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Finality;
import health.habeas.ledger.HeadsSeen;
import health.habeas.ledger.LedgerBackend;
import health.habeas.ledger.LedgerCapability;
import health.habeas.ledger.LedgerInfo;
import health.habeas.ledger.LedgerLimits;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.LogIdentity;
import health.habeas.ledger.MovableLogIdentity;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.Witnesses;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.entry.DaemonThreads;
import health.habeas.ledger.internal.entry.Subscriptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backend over one directory: appends go through {@link GroupCommit}, reads through a pool. Thread-safe. */
final class FileLedgerBackend implements LedgerBackend {
  private static final Logger LOG = LoggerFactory.getLogger(FileLedgerBackend.class);
  private static final int LAST_READS_SECONDS = 5;
  static final LedgerLimits LIMITS = new LedgerLimits(1024, 1024, 16_384);
  private static final LedgerInfo INFO = new LedgerInfo(
      FileLedgerProvider.SCHEME,
      Finality.FINAL,
      LIMITS,
      "this machine's clock, never set back",
      Set.of(LedgerCapability.ATOMIC_BATCH, LedgerCapability.DURABLE));

  /** Opens a journal's file; tests put a failing disk here. */
  @FunctionalInterface
  interface Disk {
    JournalChannel open(Path file) throws IOException;
  }

  private final LedgerDirectory directory;
  private final LogIdentity identity;
  private final Optional<TilePublisher> tiles;
  private final Journal journal;
  private final ExecutorService threads = DaemonThreads.cached("habeas-ledger-file");
  private final Subscriptions subscriptions;
  private final GroupCommit commits;

  private FileLedgerBackend(
      LedgerDirectory directory,
      MovableLogIdentity identity,
      Recovered recovered,
      LedgerOptions options) {
    this.directory = directory;
    this.journal = recovered.journal();
    this.tiles = TilePublisher.of(
        identity, journal, directory.tileFolder(), options.witnesses() != Witnesses.none());
    this.identity = tiles.<LogIdentity>map(publisher -> publisher).orElse(identity);
    this.subscriptions = new Subscriptions(journal::read, threads);
    this.commits = new GroupCommit(recovered, options.clock(), threads, subscriptions::advanced);
    commits.start();
  }

  static FileLedgerBackend open(Path path, LedgerOptions options, Disk disk) {
    LedgerDirectory directory = LedgerDirectory.lock(path);
    try {
      DirectoryLogIdentity identity = directory.identity(options);
      Recovered recovered = Recovered.open(directory.journalFile(), identity, options, disk);
      return new FileLedgerBackend(directory, identity, recovered, options);
    } catch (IOException e) {
      directory.release();
      throw FileErrors.opening(path, e);
    } catch (RuntimeException e) {
      directory.release();
      throw e;
    }
  }

  /** What the log must be held against before {@link #publish}: the head that it published, and those seen elsewhere. */
  HeadsSeen seen(HeadsSeen elsewhere) {
    return tiles.map(publisher -> publisher.and(elsewhere)).orElse(elsewhere);
  }

  /** Begins to publish the log, if it is published. */
  void publish() {
    tiles.ifPresent(TilePublisher::start);
  }

  @Override
  public CompletionStage<List<Outcome>> append(List<Entry> batch) {
    return commits.append(batch);
  }

  @Override
  public CompletionStage<Optional<StoredEntry>> find(EntryId id) {
    try {
      return commits.find(id, threads);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(closed(e));
    }
  }

  @Override
  public CompletionStage<List<StoredEntry>> read(long from, int max) {
    return later(() -> journal.read(from, max));
  }

  @Override
  public Flow.Publisher<StoredEntry> subscribe(long from) {
    return subscriptions.from(from);
  }

  @Override
  public CompletionStage<Long> size() {
    return CompletableFuture.completedFuture(journal.size());
  }

  @Override
  public LedgerInfo info() {
    return INFO;
  }

  @Override
  public LogIdentity identity() {
    return identity;
  }

  private <T> CompletionStage<T> later(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, threads);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(closed(e));
    }
  }

  private static LedgerException closed(RejectedExecutionException cause) {
    return new LedgerException.Permanent(LedgerErrorCode.CLOSED, "the ledger was closed", cause);
  }

  @Override
  public void close() {
    commits.close();
    tiles.ifPresent(TilePublisher::close);
    subscriptions.close();
    threads.shutdown();
    awaitReaders();
    try {
      journal.close();
    } catch (IOException e) {
      throw FileErrors.writing(directory.journalFile(), e);
    } finally {
      directory.release();
    }
  }

  private void awaitReaders() {
    try {
      if (!threads.awaitTermination(LAST_READS_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a ledger was closed while it was still being read");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
