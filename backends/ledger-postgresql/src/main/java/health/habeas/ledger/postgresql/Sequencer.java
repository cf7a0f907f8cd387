// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.entry.Group;
import health.habeas.ledger.internal.entry.WriterQueue;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that appends for all: whatever waits when a statement ends goes into the next one together. The answers run on
 * other threads. A lost connection puts what was under way in doubt; the next group, or the next look-up that finds nothing,
 * makes a new one and raises the fence, which settles the doubt. Thread-safe.
 */
final class Sequencer {
  private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);
  private static final int GROUP_ENTRIES = 4096; // with the largest leaves, 5 MB in one statement

  private final Database database;
  private final String instance;
  private final InstantSource clock;
  private final Executor answers;
  private final LongConsumer advanced;
  private final WriterQueue queue = new WriterQueue(
      "habeas-ledger-postgresql",
      PostgresqlLedgerBackend.LIMITS.inFlightEntries(),
      GROUP_ENTRIES,
      this::commit);
  private volatile Set<EntryId> doubted = Set.of(); // until a session of ours raised the fence
  private @Nullable WriterSession session;
  private volatile @Nullable LedgerException frozen;
  private Tail tail;

  /**
   * A writer at the end of the log.
   *
   * @param start where it begins
   * @param advanced hears the size after each append
   */
  Sequencer(Start start, InstantSource clock, Executor answers, LongConsumer advanced) {
    this.database = start.database();
    this.instance = start.instance();
    this.session = start.session();
    this.tail = start.tail();
    this.clock = clock;
    this.answers = answers;
    this.advanced = advanced;
  }

  /**
   * Where a writer begins.
   *
   * @param database the log's
   * @param instance the name of its sessions
   * @param session that holds the lock
   * @param tail the end of the log under its fence
   */
  record Start(Database database, String instance, WriterSession session, Tail tail) {}

  void start() {
    queue.start();
  }

  CompletionStage<List<Outcome>> append(List<Entry> batch) {
    return queue.append(batch);
  }

  /** Looks an entry up, and again when every append made before is recorded or never will be; fails while that can't be known. */
  CompletionStage<Optional<StoredEntry>> find(
      Supplier<CompletionStage<Optional<StoredEntry>>> lookUp) {
    return queue.find(isInDoubt(), lookUp);
  }

  /** Whether what an append in doubt sent may still be recorded. */
  private boolean isInDoubt() {
    return !doubted.isEmpty() && frozen == null;
  }

  private void commit(List<WriterQueue.Pending> taken) {
    Group group = new Group(taken, id -> Optional.empty());
    if (!isSettled(group)) {
      group = record(taken, group);
    }
    answers.execute(group::answer);
  }

  private boolean isSettled(Group group) {
    boolean settled = group.fresh().isEmpty() && !isInDoubt();
    if (settled) {
      group.recorded(tail.size(), tail.time());
    }
    return settled;
  }

  private Group record(List<WriterQueue.Pending> taken, Group optimistic) {
    Group group = optimistic;
    try {
      WriterSession open = session();
      try {
        append(open, group);
      } catch (SQLException e) {
        if (!SqlErrors.isDuplicate(e)) {
          throw e;
        }
        group = new Group(taken, recorded(open, taken));
        append(open, group);
      }
    } catch (LedgerException e) {
      if (!isSettled(group)) { // to find that another took over settles what was in doubt
        group.rejected(e, doubted::contains, e);
      }
    } catch (SQLException e) {
      failed(group, e);
    } catch (RuntimeException | Error e) { // nothing known raises one; but the thread must live
      failed(group, new SQLException(e));
    }
    return group;
  }

  private static Function<EntryId, Optional<StoredEntry>> recorded(
      WriterSession open, List<WriterQueue.Pending> taken) throws SQLException {
    List<EntryId> ids = taken.stream()
        .flatMap(pending -> pending.batch().stream())
        .map(Entry::id)
        .distinct()
        .toList();
    Map<EntryId, StoredEntry> found = open.find(ids).stream()
        .collect(Collectors.toMap(stored -> stored.entry().id(), Function.identity()));
    return id -> Optional.ofNullable(found.get(id));
  }

  private void append(WriterSession open, Group group) throws SQLException {
    List<Entry> fresh = group.fresh();
    long first = tail.size();
    if (!fresh.isEmpty()) {
      long time = Math.max(clock.millis(), tail.timeMillis());
      tail = open.append(tail, fresh, time).orElseThrow(() -> displaced(open));
    }
    group.recorded(first, tail.time());
    advanced.accept(tail.size());
  }

  private LedgerException displaced(WriterSession open) {
    try {
      Tail now = open.current();
      return freeze(now.fence() == tail.fence() ? rolledBack(now) : WriterSession.takenOver());
    } catch (SQLException e) {
      return SqlErrors.of(e);
    }
  }

  private LedgerException rolledBack(Tail now) {
    return new LedgerException.Integrity(
        LedgerErrorCode.ROLLED_BACK,
        "the database has " + now.size() + " entries, and acknowledged " + tail.size());
  }

  private LedgerException freeze(LedgerException reason) {
    LOG.error(
        "a ledger takes no more entries until it is opened again: {}",
        reason.code().id());
    frozen = reason; // whoever raised the fence has waited for what was under way: find tells
    return reason;
  }

  private void failed(Group group, SQLException e) {
    if (SqlErrors.isUndone(e) && session != null && session.isAlive()) {
      group.rejected(SqlErrors.of(e));
      return;
    }
    LOG.warn("a ledger lost its connection to the database (SQLSTATE {})", SqlErrors.state(e));
    doubted = Stream.concat(doubted.stream(), group.fresh().stream().map(Entry::id))
        .collect(Collectors.toUnmodifiableSet()); // before anybody can ask what became of it
    group.inDoubt(SqlErrors.doubt(e));
    disconnect();
  }

  private WriterSession session() {
    if (frozen != null) {
      throw frozen;
    }
    if (session == null) {
      session = reconnect();
    }
    return session;
  }

  // Nothing of the group was sent yet, so every error here is a refusal.
  private WriterSession reconnect() {
    try {
      WriterSession fresh = WriterSession.open(database, instance);
      try {
        takeOver(fresh);
        return fresh;
      } catch (SQLException | RuntimeException e) {
        fresh.close();
        throw e;
      }
    } catch (SQLException e) {
      throw SqlErrors.of(e);
    }
  }

  private void takeOver(WriterSession fresh) throws SQLException {
    if (fresh.current().fence()
        != tail.fence()) { // asked before the lock, which its owner may keep
      throw freeze(WriterSession.takenOver());
    }
    fresh.lock();
    Tail now = fresh.takeOver(tail.fence());
    if (now.size() < tail.size()) {
      throw freeze(rolledBack(now));
    }
    tail = now;
    doubted = Set.of();
    LOG.info("a ledger is connected to its database again");
    advanced.accept(tail.size());
  }

  private void disconnect() {
    if (session != null) {
      session.close();
      session = null;
    }
  }

  /** Records and answers what is queued, then gives the lock back. */
  void close() {
    queue.close();
    disconnect();
  }
}
