// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The session that may append: it holds the advisory lock of the schema as long as it lives. The lock keeps writers apart;
 * that an append is the rightful writer's is checked by its fence, in the same statement. Not thread-safe: one per writer.
 */
final class WriterSession implements AutoCloseable {
  private static final int LOCK_TRIES = 30;
  private static final int BETWEEN_TRIES_MILLIS = 50;

  // Appends that a session without fsync acknowledges are not durable, whatever the server's
  // default.
  private static final String SETUP = "select set_config('application_name', ?, false),"
      + " set_config('synchronous_commit', case when current_setting('synchronous_commit')"
      + " in ('off', 'local') then 'on' else current_setting('synchronous_commit') end, false)";
  private static final String END_EARLIER = "select pg_terminate_backend(pid) from pg_stat_activity"
      + " where application_name = ? and usename = current_user and pid <> pg_backend_pid()";
  private static final String LOCK = "select pg_try_advisory_lock(hashtextextended(?, 0))";
  private static final String UNLOCK = "select pg_advisory_unlock_all()";
  private static final String CURRENT = "select " + Tail.COLUMNS + " from log";
  private static final String TAKE_OVER =
      "update log set fence = fence + 1 where fence = ? returning " + Tail.COLUMNS;

  // One statement, and so one transaction and one round trip: the fence is checked, the positions
  // are
  // given, the entries recorded and announced, or nothing of it.
  private static final String APPEND = """
      with tail as (
        update log set size = size + ?, time_ms = ? where fence = ? and size = ? returning size
      ), recorded as (
        insert into entry (position, id, leaf, time_ms)
        select ? + place - 1, id, leaf, ?
        from tail, unnest(?::bytea[], ?::bytea[]) with ordinality as fresh (id, leaf, place)
      )
      select pg_notify(?, size::text) from tail""";

  private final Connection connection;
  private final Database database;

  private WriterSession(Connection connection, Database database) {
    this.connection = connection;
    this.database = database;
  }

  /**
   * Begins a session, still without the lock.
   *
   * @param instance names the sessions of one open ledger: an earlier one of the same, which the server may not know to be
   *     dead, is ended
   */
  static WriterSession open(Database database, String instance) throws SQLException {
    WriterSession session = new WriterSession(database.connect(), database);
    try {
      session.ask(SETUP, instance);
      session.ask(END_EARLIER, instance);
      return session;
    } catch (SQLException e) {
      session.close();
      throw e;
    }
  }

  /** Takes the lock, which the session keeps to its end. */
  void lock() throws SQLException {
    // A writer that has just ended leaves its lock a moment later.
    for (int tries = 0; !ask(LOCK, "habeas-ledger:" + database.schema()).equals("t"); tries++) {
      if (tries == LOCK_TRIES) {
        throw inUse("the database schema is open in another ledger");
      }
      pause();
    }
  }

  private String ask(String query, String argument) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, argument);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : "";
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The lock's holder connection, for what is done before the first append. */
  Connection connection() {
    return connection;
  }

  /** The end of the log, and the fence under which others may append. */
  Tail current() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CURRENT);
        ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        throw new LedgerException.Integrity(
            LedgerErrorCode.LOG_CORRUPT, "the table log has lost its row");
      }
      return Tail.read(row);
    }
  }

  /**
   * Raises the fence. It waits for an append of the fence before that is still under way; what comes later of it is void.
   *
   * @param fence that nobody may have raised meanwhile
   */
  Tail takeOver(long fence) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TAKE_OVER)) {
      statement.setLong(1, fence);
      try (ResultSet row = statement.executeQuery()) {
        if (row.next()) {
          return Tail.read(row);
        }
        throw takenOver();
      }
    }
  }

  /** Records entries behind a tail, and says what the tail is then; empty, and nothing recorded, if the tail is another. */
  Optional<Tail> append(Tail tail, List<Entry> fresh, long timeMillis) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(APPEND)) {
      statement.setLong(1, fresh.size());
      statement.setLong(2, timeMillis);
      statement.setLong(3, tail.fence());
      statement.setLong(4, tail.size());
      statement.setLong(5, tail.size());
      statement.setLong(6, timeMillis);
      statement.setArray(7, Rows.bytes(connection, fresh, entry -> entry.id().bytes()));
      statement.setArray(8, Rows.bytes(connection, fresh, Entry::leaf));
      statement.setString(9, database.channel());
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(new Tail(tail.fence(), tail.size() + fresh.size(), timeMillis))
            : Optional.empty();
      }
    }
  }

  List<StoredEntry> find(List<EntryId> ids) throws SQLException {
    return Rows.byId(connection, ids);
  }

  /** Whether the server still answers in this session. */
  boolean isAlive() {
    try {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  static LedgerException takenOver() {
    return inUse("another ledger has taken this log over");
  }

  private static LedgerException inUse(String what) {
    return new LedgerException.Permanent(LedgerErrorCode.IN_USE, what);
  }

  /** Gives the lock back, and ends the session. */
  @Override
  public void close() {
    try (connection;
        PreparedStatement unlock = connection.prepareStatement(UNLOCK)) {
      unlock.execute();
    } catch (SQLException e) {
      // A session that is lost has no lock any more.
    }
  }
}
