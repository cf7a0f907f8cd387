// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A real PostgreSQL server on the loopback address, with fsync on; it ends with this virtual machine. Thread-safe. */
final class TestServer {
  private static final TestServer SHARED = new TestServer();
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private final Path work;
  private final Path data;
  private volatile EmbeddedPostgres server;

  TestServer() {
    try {
      work = Files.createTempDirectory("habeas-postgresql");
      data = work.resolve("data");
      server = builder().start();
      Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    } catch (IOException e) {
      throw new IllegalStateException("no PostgreSQL server could be started", e);
    }
  }

  /** The server of all tests that don't kill it. */
  static TestServer shared() {
    return SHARED;
  }

  private EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setRegisterShutdownHook(false) // ours also removes what is left
        .setCleanDataDirectory(false)
        .setServerConfig("fsync", "on") // the library would turn it off
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("synchronous_commit", "on");
  }

  /** An address where no log is yet. */
  String freshAddress() {
    return address(freshSchema());
  }

  /** A schema that is not there. */
  String freshSchema() {
    return "log_" + SCHEMAS.incrementAndGet();
  }

  /** The address of the log with this name. */
  String address(String schema) {
    return address(schema, port());
  }

  /** The same through another port. */
  String address(String schema, int port) {
    return "postgresql://127.0.0.1:" + port + "/postgres?user=postgres&currentSchema=" + schema
        + "&identity=" + identity(schema);
  }

  Path identity(String schema) {
    return work.resolve(schema);
  }

  int port() {
    return server.getPort();
  }

  Path data() {
    return data;
  }

  /** Runs statements, and gives the first column of the last one's first row. */
  String sql(String... statements) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      String answer = "";
      for (String one : statements) {
        if (statement.execute(one)) {
          ResultSet row = statement.getResultSet();
          answer = row.next() ? row.getString(1) : "";
        }
      }
      return answer;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the session that has the lock of a log, without a word to its ledger. */
  void endWriters(String schema) {
    sql("select pg_terminate_backend(pid) from pg_stat_activity"
        + " where application_name like 'habeas-ledger writer%' and pid in"
        + " (select pid from pg_locks where locktype = 'advisory' and (classid::bigint << 32 | objid::bigint)"
        + " = hashtextextended('habeas-ledger:" + schema + "', 0))");
  }

  /** Runs a statement in a transaction that stays open; closing the connection undoes it. */
  Connection hold(String statement) throws SQLException {
    Connection connection = server.getPostgresDatabase().getConnection();
    connection.setAutoCommit(false);
    try (Statement holding = connection.createStatement()) {
      holding.execute(statement);
    }
    return connection;
  }

  /** Kills the server and all its processes, as {@code kill -9} does. */
  void kill() {
    try {
      long pid = Long.parseLong(
          Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
      ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
      List<ProcessHandle> all =
          Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
      all.forEach(ProcessHandle::destroyForcibly);
      for (ProcessHandle each : all) {
        each.onExit().get(30, TimeUnit.SECONDS);
      }
      server.close(); // lets go of the directory; there is nothing left to stop
    } catch (Exception e) {
      throw new IllegalStateException("the server was not killed", e);
    }
  }

  /** Puts a copy in the place of the killed server's data. */
  void replaceData(Path copy) throws IOException {
    Files.move(data, work.resolve("later"));
    Files.move(copy, data);
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
  }

  /** Starts the killed server again, over the same data and at the same port. */
  void restart() {
    try {
      server = builder().setPort(server.getPort()).start();
    } catch (IOException e) {
      throw new IllegalStateException("the server does not start again", e);
    }
  }

  /** Ends it and removes its files; without it, the end of this virtual machine does so. */
  void close() {
    try {
      server.close();
      List<Path> deepestFirst;
      try (Stream<Path> all = Files.exists(work) ? Files.walk(work) : Stream.empty()) {
        deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
