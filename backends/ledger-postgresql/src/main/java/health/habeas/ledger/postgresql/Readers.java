// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A few connections for whatever is not an append. Who asks while all are in use waits. Thread-safe. */
final class Readers implements AutoCloseable {
  /** The most connections. */
  static final int CONNECTIONS = 4;

  /** What is done with a connection; done again with another if it was lost, so it must be repeatable. */
  @FunctionalInterface
  interface Query<T> {
    /** Asks. */
    T run(Connection connection) throws SQLException;
  }

  private final Database database;
  private final Semaphore permits = new Semaphore(CONNECTIONS, true);
  private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  Readers(Database database) {
    this.database = database;
  }

  <T> T query(Query<T> query) {
    permits.acquireUninterruptibly();
    try {
      return queried(query);
    } catch (SQLException e) {
      throw SqlErrors.of(e);
    } finally {
      permits.release();
    }
  }

  private <T> T queried(Query<T> query) throws SQLException {
    @Nullable Connection kept = idle.poll();
    if (kept != null) {
      try {
        return on(kept, query);
      } catch (SQLException e) { // perhaps the server was restarted since it was last used
        discardIdle();
      }
    }
    return on(database.connect(), query);
  }

  private <T> T on(Connection connection, Query<T> query) throws SQLException {
    boolean sound = false;
    try {
      T answer = query.run(connection);
      sound = true;
      return answer;
    } finally {
      if (sound && !closed) {
        idle.push(connection);
      } else {
        discard(connection);
      }
    }
  }

  private void discardIdle() {
    for (Connection each = idle.poll(); each != null; each = idle.poll()) {
      discard(each);
    }
  }

  private static void discard(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It was lost before.
    }
  }

  @Override
  public void close() {
    closed = true;
    discardIdle();
  }
}
