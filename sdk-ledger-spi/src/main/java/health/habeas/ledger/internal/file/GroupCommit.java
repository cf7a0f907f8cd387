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

  private static final int RECORD_ENTRIES =
      1024; // keeps a record small enough to read it for one entry

  private final Journal journal;
  private final EntryIndex index;
  private final InstantSource clock;
  private final Executor answers;
  private final Runnable advanced;
  private final WriterQueue queue;
  private @Nullable LedgerException frozen;
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

  Optional<StoredEntry> find(EntryId id) {
    long position = index.position(id);
    return position < 0
        ? Optional.empty()
        : Optional.of(journal.read(position, 1).get(0));
  }

  private void commit(List<WriterQueue.Pending> taken) {
    recent = List.of();
    Group group = new Group(taken, this::earlier);
    try {
      record(group);
    } finally {
      answers.execute(group::answer); // as far as it knows
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
      group.rejected(frozen);
    } else {
      write(group);
    }
  }

  private void write(Group group) {
    long first = journal.size();
    Instant time = journal.time(clock.instant());
    List<Entry> fresh = group.fresh();
    try {
      journal.append(fresh, time);
      fresh.forEach(entry -> index.add(entry.id()));
      group.recorded(first, time);
      advanced.run();
    } catch (Journal.Undone e) {
      group.rejected(FileErrors.writing(journal.file(), e.reason()));
    } catch (IOException | RuntimeException e) {
      freeze(group, e);
    }
  }

  // After a failed fsync the system may have dropped what it could not write: no later fsync can be
  // believed.
  private void freeze(Group group, Exception cause) {
    LOG.error(
        "a journal could not be brought to its medium; it takes no more entries until it is opened again");
    frozen = new LedgerException.Permanent(
        LedgerErrorCode.FROZEN, "an earlier write to the journal failed", cause);
    group.inDoubt(
        new LedgerException.Retryable(LedgerErrorCode.UNAVAILABLE, "the journal's write failed"));
  }

  /** Records and answers what is queued, then stops. */
  void close() {
    queue.close();
  }
}
