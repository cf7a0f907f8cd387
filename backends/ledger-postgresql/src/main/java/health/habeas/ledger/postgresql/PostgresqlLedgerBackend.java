// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Finality;
import health.habeas.ledger.LedgerBackend;
import health.habeas.ledger.LedgerCapability;
import health.habeas.ledger.LedgerInfo;
import health.habeas.ledger.LedgerLimits;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.LogIdentity;
import health.habeas.ledger.MovableLogIdentity;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.entry.DaemonThreads;
import health.habeas.ledger.internal.entry.Subscriptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The backend over one schema: appends go through {@link Sequencer}, reads through {@link Readers}. Thread-safe. */
final class PostgresqlLedgerBackend implements LedgerBackend {
  static final LedgerLimits LIMITS = new LedgerLimits(1024, 1024, 16_384);
  private static final int WAITING_READS = 4096;
  private static final int LAST_READS_SECONDS = 5;
  private static final int INSTANCE_BYTES = 8;
  private static final String SAFE =
      "select current_setting('fsync') = 'on'" + " and current_setting('full_page_writes') = 'on'";

  private final LedgerInfo info;
  private final LogIdentity identity;
  private final Readers readers;
  private final AtomicLong size;
  private final ExecutorService reading = new ThreadPoolExecutor(
      Readers.CONNECTIONS,
      Readers.CONNECTIONS,
      1,
      TimeUnit.MINUTES,
      new ArrayBlockingQueue<>(WAITING_READS),
      task -> DaemonThreads.daemon("habeas-ledger-postgresql-reader", task));
  private final ExecutorService answering =
      DaemonThreads.cached("habeas-ledger-postgresql-answers");
  private final Subscriptions subscriptions = new Subscriptions(this::page, answering);
  private final Announcements announcements;
  private final Sequencer sequencer;

  private PostgresqlLedgerBackend(
      Sequencer.Start start, LedgerOptions options, LogIdentity identity, Readers readers)
      throws SQLException {
    this.info = info(start.session().connection());
    this.identity = identity;
    this.readers = readers;
    this.size = new AtomicLong(start.tail().size());
    this.announcements = new Announcements(start.database(), this::advanced);
    this.sequencer = new Sequencer(start, options.clock(), answering, this::advanced);
  }

  static PostgresqlLedgerBackend open(Database database, LedgerOptions options) {
    byte[] unique = new byte[INSTANCE_BYTES];
    options.random().nextBytes(unique);
    String instance = "habeas-ledger writer " + HexFormat.of().formatHex(unique);
    try {
      return open(database, options, WriterSession.open(database, instance), instance);
    } catch (SQLException e) {
      throw SqlErrors.of(e);
    }
  }

  private static PostgresqlLedgerBackend open(
      Database database, LedgerOptions options, WriterSession session, String instance)
      throws SQLException {
    Readers readers = new Readers(database);
    try {
      session.lock();
      Schema.migrate(database, session.connection());
      MovableLogIdentity local = Schema.bind(database, session.connection(), options);
      Tail tail = session.takeOver(session.current().fence());
      Schema.check(session.connection(), tail);
      Sequencer.Start start = new Sequencer.Start(database, instance, session, tail);
      PostgresqlLedgerBackend backend = new PostgresqlLedgerBackend(
          start, options, new DatabaseLogIdentity(local, readers), readers);
      backend.sequencer.start();
      backend.announcements.start();
      return backend;
    } catch (SQLException | RuntimeException e) {
      session.close();
      readers.close();
      throw e;
    }
  }

  // Whether the server keeps what it acknowledges is its operator's choice; so it is asked.
  private static LedgerInfo info(Connection connection) throws SQLException {
    Set<LedgerCapability> capabilities = EnumSet.of(LedgerCapability.ATOMIC_BATCH);
    try (PreparedStatement statement = connection.prepareStatement(SAFE);
        ResultSet row = statement.executeQuery()) {
      if (row.next() && row.getBoolean(1)) {
        capabilities.add(LedgerCapability.DURABLE);
      }
    }
    return new LedgerInfo(
        PostgresqlLedgerProvider.SCHEME,
        Finality.FINAL,
        LIMITS,
        "this machine's clock, never set back",
        capabilities);
  }

  private void advanced(long now) {
    size.accumulateAndGet(now, Math::max);
    subscriptions.advanced();
  }

  @Override
  public CompletionStage<List<Outcome>> append(List<Entry> batch) {
    return sequencer.append(batch);
  }

  @Override
  public CompletionStage<Optional<StoredEntry>> find(EntryId id) {
    return sequencer.find(() -> later(() -> lookUp(id)));
  }

  private Optional<StoredEntry> lookUp(EntryId id) {
    return shown(readers.query(connection -> Rows.byId(connection, List.of(id)))).stream()
        .findFirst();
  }

  // An entry whose append is still in doubt is there for readers already: whoever saw it must find
  // it
  // under the next head.
  private List<StoredEntry> shown(List<StoredEntry> entries) {
    if (!entries.isEmpty()) {
      size.accumulateAndGet(entries.get(entries.size() - 1).position() + 1, Math::max);
    }
    return entries;
  }

  @Override
  public CompletionStage<List<StoredEntry>> read(long from, int max) {
    return later(() -> shown(readers.query(connection -> Rows.range(connection, from, max))));
  }

  // A subscription outlives the database's absence: it sees nothing new, and is woken each second.
  private List<StoredEntry> page(long from, int max) {
    try {
      return shown(readers.query(connection -> Rows.range(connection, from, max)));
    } catch (LedgerException.Retryable e) {
      return List.of();
    }
  }

  @Override
  public Flow.Publisher<StoredEntry> subscribe(long from) {
    return subscriptions.from(from);
  }

  @Override
  public CompletionStage<Long> size() {
    return CompletableFuture.completedFuture(size.get());
  }

  @Override
  public LedgerInfo info() {
    return info;
  }

  @Override
  public LogIdentity identity() {
    return identity;
  }

  private <T> CompletionStage<T> later(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, reading);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          reading.isShutdown()
              ? new LedgerException.Permanent(LedgerErrorCode.CLOSED, "the ledger was closed")
              : new LedgerException.Retryable(
                  LedgerErrorCode.OVERLOADED, "too many reads wait for the database"));
    }
  }

  @Override
  public void close() {
    sequencer.close();
    announcements.close();
    subscriptions.close();
    reading.shutdown();
    answering.shutdown();
    try {
      reading.awaitTermination(LAST_READS_SECONDS, TimeUnit.SECONDS);
      answering.awaitTermination(LAST_READS_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    readers.close();
  }
}
