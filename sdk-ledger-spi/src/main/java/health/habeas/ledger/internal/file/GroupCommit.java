// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.entry.EntryIndex;
import health.habeas.ledger.internal.entry.Group;
import health.habeas.ledger.internal.entry.WriterQueue;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that writes for all: whatever waits when an fsync ends goes into the next record together. Where there are many
 * answers they run on other threads, so that the next fsync begins while the last one's appenders wake up. Thread-safe.
 */
final class GroupCommit {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private static final int RECORD_ENTRIES =
      1024; // keeps a record small enough to read it for one entry

  private final Journal journal;
  private final EntryIndex index;
  private final InstantSource clock;
  private final Executor answers;
  private final Runnable advanced;
  private final WriterQueue queue;
  private @Nullable LedgerException frozen;
  private volatile Set<EntryId> doubted = Set.of();
  private List<StoredEntry> recent = List.of();

  GroupCommit(Recovered recovered, InstantSource clock, Executor answers, Runnable advanced) {
    this.journal = recovered.journal();
    this.index = recovered.index();
    this.clock = clock;
    this.answers = answers;
    this.advanced = advanced;
    this.queue = new WriterQueue(
        "habeas-ledger-journal",
        FileLedgerBackend.LIMITS.inFlightEntries(),
        RECORD_ENTRIES,
        this::commit);
  }

  void start() {
    queue.start();
  }

  CompletionStage<List<Outcome>> append(List<Entry> batch) {
    return queue.append(batch);
  }

  /**
   * The entry of an id. What may be recorded by an append under way is waited for.
   *
   * @param threads that read
   */
  CompletionStage<Optional<StoredEntry>> find(EntryId id, Executor threads) {
    return queue.find(false, () -> CompletableFuture.supplyAsync(() -> find(id), threads));
  }

  private Optional<StoredEntry> find(EntryId id) {
    long position = index.position(id);
    if (position < 0 && doubted.contains(id)) {
      throw doubt();
    }
    return position < 0
        ? Optional.empty()
        : Optional.of(journal.read(position, 1).get(0));
  }

  private static LedgerException doubt() {
    return new LedgerException.Retryable(
        LedgerErrorCode.UNAVAILABLE,
        "the journal's write failed; whether it was recorded is known when the ledger is opened again");
  }

  private void commit(List<WriterQueue.Pending> taken) {
    recent = List.of();
    Group group = new Group(taken, this::earlier);
    try {
      record(group);
    } finally {
      answer(taken.size(), group); // as far as it knows
    }
  }

  private void answer(int batches, Group group) {
    if (batches == 1) {
      group.answer(); // its appender is awake sooner than the thread that would wake it
    } else {
      answers.execute(group::answer);
    }
  }

  // Whoever retries, retries what was recorded together; so one record answers for many.
  private Optional<StoredEntry> earlier(EntryId id) {
    long position = index.position(id);
    if (position < 0) {
      return Optional.empty();
    }
    if (recent.isEmpty()
        || position < recent.get(0).position()
        || position >= recent.get(0).position() + recent.size()) {
      recent = journal.record(position);
    }
    return Optional.of(recent.get((int) (position - recent.get(0).position())));
  }

  private void record(Group group) {
    if (group.fresh().isEmpty()) {
      group.recorded(journal.size(), Instant.EPOCH);
    } else if (frozen != null) {
      group.rejected(frozen, doubted::contains, doubt());
    } else {
      write(group);
    }
  }

  private void write(Group group) {
    List<Entry> fresh = group.fresh();
    try {
      long first = journal.size();
      Instant time = journal.time(clock.instant());
      journal.append(fresh, time);
      fresh.forEach(entry -> index.add(entry.id()));
      group.recorded(first, time);
      advanced.run();
    } catch (Journal.Undone e) {
      group.rejected(FileErrors.writing(journal.file(), e.reason()));
    } catch (IOException | RuntimeException | Error e) {
      freeze(group, e);
    }
  }

  // After a failed fsync the system may have dropped what it could not write: no later fsync can be
  // believed.
  private void freeze(Group group, Throwable cause) {
    LOG.error(
        "a journal could not be brought to its medium; it takes no more entries until it is opened again");
    frozen = new LedgerException.Permanent(
        LedgerErrorCode.FROZEN, "an earlier write to the journal failed", cause);
    doubted = group.fresh().stream().map(Entry::id).collect(Collectors.toUnmodifiableSet());
    group.inDoubt(doubt());
  }

  /** Records and answers what is queued, then stops. */
  void close() {
    queue.close();
  }
}
