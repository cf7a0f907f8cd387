// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.entry.DaemonThreads;
import health.habeas.ledger.internal.entry.EntryIndex;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that writes for all: whatever waits when an fsync ends goes into the next record together. The answers run
 * on other threads, so that the next fsync begins while the last one's appenders wake up. Thread-safe.
 */
final class GroupCommit {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private static final int MAX_BATCHES =
      1024; // keeps a record small enough to read it for one entry

  private final Journal journal;
  private final EntryIndex index;
  private final InstantSource clock;
  private final Executor answers;
  private final Runnable advanced;
  private final BlockingQueue<Round.Pending> queue;
  private final Round.Pending stop = new Round.Pending(List.of(), new CompletableFuture<>());
  private final Thread writer = DaemonThreads.daemon("habeas-ledger-journal", this::run);
  private volatile boolean stopped;
  private @Nullable LedgerException frozen;

  GroupCommit(Recovered recovered, InstantSource clock, Executor answers, Runnable advanced) {
    this.journal = recovered.journal();
    this.index = recovered.index();
    this.clock = clock;
    this.answers = answers;
    this.advanced = advanced;
    this.queue = new ArrayBlockingQueue<>(FileLedgerBackend.LIMITS.inFlightEntries());
  }

  void start() {
    writer.start();
  }

  CompletionStage<List<Outcome>> append(List<Entry> batch) {
    Round.Pending pending = new Round.Pending(batch, new CompletableFuture<>());
    if (!queue.offer(pending)) {
      return CompletableFuture.completedFuture(
          rejected(batch, retryable(LedgerErrorCode.OVERLOADED, "the journal's queue is full")));
    }
    if (stopped && queue.remove(pending)) { // the writer went away before it could see it
      pending.answer().complete(rejected(batch, closed()));
    }
    return pending.answer();
  }

  Optional<StoredEntry> find(EntryId id) {
    long position = index.position(id);
    return position < 0
        ? Optional.empty()
        : Optional.of(journal.read(position, 1).get(0));
  }

  private void run() {
    List<Round.Pending> taken = new ArrayList<>();
    do {
      taken.clear();
      take(taken);
      commit(taken);
    } while (!taken.contains(stop));
    stopped = true;
    taken.clear();
    queue.drainTo(taken);
    taken.forEach(late -> late.answer().complete(rejected(late.batch(), closed())));
  }

  private void take(List<Round.Pending> taken) {
    try {
      taken.add(queue.take());
      queue.drainTo(taken, MAX_BATCHES - 1);
    } catch (InterruptedException e) {
      taken.add(stop); // nobody but the virtual machine's end interrupts this thread
    }
  }

  private void commit(List<Round.Pending> taken) {
    Round round = new Round(index, journal);
    taken.forEach(round::stage);
    record(round);
    answers.execute(round::answer);
  }

  private void record(Round round) {
    if (round.fresh().isEmpty()) {
      round.unrecorded(id -> new Outcome.Rejected(closed()));
    } else if (frozen != null) {
      LedgerException error = frozen;
      round.unrecorded(id -> new Outcome.Rejected(error));
    } else {
      write(round);
    }
  }

  private void write(Round round) {
    long first = journal.size();
    Instant time = journal.time(clock.instant());
    try {
      journal.append(round.fresh(), time);
      round.fresh().forEach(entry -> index.add(entry.id()));
      round.recorded(first, time);
      advanced.run();
    } catch (Journal.Undone e) {
      LedgerException error = FileErrors.writing(journal.file(), e.reason());
      round.unrecorded(id -> new Outcome.Rejected(error));
    } catch (IOException | RuntimeException e) {
      freeze(round, e);
    }
  }

  // After a failed fsync the system may have dropped what it could not write: no later fsync can be
  // believed.
  private void freeze(Round round, Exception cause) {
    LOG.error(
        "a journal could not be brought to its medium; it takes no more entries until it is opened again");
    frozen = new LedgerException.Permanent(
        LedgerErrorCode.FROZEN, "an earlier write to the journal failed", cause);
    LedgerException doubt = retryable(LedgerErrorCode.UNAVAILABLE, "the journal's write failed");
    round.unrecorded(id -> new Outcome.InDoubt(id, doubt));
  }

  /** Records and answers what is queued, then stops. */
  void close() {
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        queue.put(stop);
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<Outcome> rejected(List<Entry> batch, LedgerException error) {
    return Collections.nCopies(batch.size(), new Outcome.Rejected(error));
  }

  private static LedgerException closed() {
    return new LedgerException.Permanent(LedgerErrorCode.CLOSED, "the ledger was closed");
  }

  private static LedgerException retryable(LedgerErrorCode code, String what) {
    return new LedgerException.Retryable(code, what);
  }
}
