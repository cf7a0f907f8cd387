// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import health.habeas.ledger.internal.entry.DaemonThreads;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Hears of appends, whoever makes them: by LISTEN at once, and each second by asking, which is enough where a proxy lets no
 * notification through. A lost connection is made again. Thread-safe.
 */
final class Announcements implements AutoCloseable {
  private static final int POLL_MILLIS = 1000;

  private final Database database;
  private final LongConsumer advanced;
  private final Thread listener =
      DaemonThreads.daemon("habeas-ledger-postgresql-listener", this::run);
  private volatile boolean closed;
  private volatile @Nullable Connection connection;

  /**
   * Silent until it is started.
   *
   * @param advanced hears the size of the log
   */
  Announcements(Database database, LongConsumer advanced) {
    this.database = database;
    this.advanced = advanced;
  }

  void start() {
    listener.start();
  }

  private void run() {
    while (!closed) {
      try (Connection open = database.connect()) {
        connection = open;
        listen(open);
      } catch (SQLException e) {
        pause(); // until the database is there again; whoever reads or appends meanwhile is told
      }
    }
  }

  private void listen(Connection open) throws SQLException {
    try (Statement statement = open.createStatement()) {
      statement.execute("listen " + database.channel());
      while (!closed) {
        advanced.accept(size(statement));
        open.unwrap(PGConnection.class).getNotifications(POLL_MILLIS);
      }
    }
  }

  private static long size(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("select size from log")) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    @Nullable Connection open = connection;
    if (open != null) {
      try {
        open.abort(Runnable::run);
      } catch (SQLException e) {
        // It was lost before.
      }
    }
  }
}
