// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerReceipt;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.Outcome;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Durable entries a second in a PostgreSQL server of its own, with fsync on, on the disk of the directory for temporary files:
 * the ledger in batches of 1,000, each waiting for the one before, and with 256 writers of one entry each. The peer is a loop
 * of JDBC: the same rows into a table with the same two indexes, in batches of 1,000 that the driver rewrites into few
 * statements, each batch committed.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class PostgresqlBenchmark {
  private static final int BATCH = 1000;
  private static final int WRITERS = 256;
  private static final int BYTES = 32;

  /** A server, with an open ledger and an open connection. */
  @State(Scope.Benchmark)
  @SuppressWarnings("NullAway.Init") // JMH calls the set-up first
  public static class Server {
    private ScratchDirectory directory;
    private EmbeddedPostgres server;
    private Ledger ledger;
    private Connection connection;
    private PreparedStatement insert;
    private long position;

    /** Starts it. */
    @Setup
    public void start() throws IOException, SQLException {
      directory = new ScratchDirectory();
      server = EmbeddedPostgres.builder()
          .setDataDirectory(directory.path().resolve("data"))
          .setServerConfig("fsync", "on")
          .setServerConfig("full_page_writes", "on")
          .setServerConfig("synchronous_commit", "on")
          .setServerConfig("max_wal_size", "4GB")
          .start();
      ledger = Ledgers.open("postgresql://127.0.0.1:" + server.getPort()
          + "/postgres?user=postgres&identity=" + directory.path().resolve("identity"));
      connection = DriverManager.getConnection(
          server.getJdbcUrl("postgres", "postgres") + "&reWriteBatchedInserts=true");
      try (Statement create = connection.createStatement()) {
        create.execute("create table raw (position bigint primary key, id bytea not null unique,"
            + " leaf bytea not null, time_ms bigint not null)");
      }
      connection.setAutoCommit(false);
      insert = connection.prepareStatement(
          "insert into raw (position, id, leaf, time_ms) values (?, ?, ?, ?)");
    }

    /** Stops and removes it. */
    @TearDown
    public void remove() throws IOException, SQLException {
      connection.close();
      ledger.close();
      server.close();
      directory.close();
    }

    private void insertBatch() throws SQLException {
      long now = System.currentTimeMillis();
      for (int i = 0; i < BATCH; i++) {
        insert.setLong(1, position++);
        insert.setBytes(2, random());
        insert.setBytes(3, random());
        insert.setLong(4, now);
        insert.addBatch();
      }
      insert.executeBatch();
      connection.commit();
    }
  }

  /** The ledger, batch after batch. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<LedgerReceipt> ledgerBatches(Server server) {
    List<Entry> batch = Stream.generate(PostgresqlBenchmark::entry).limit(BATCH).toList();
    return server.ledger.append(batch).stream().map(Outcome::orThrow).toList();
  }

  /** The ledger, one entry a writer. */
  @Benchmark
  @OperationsPerInvocation(WRITERS * Writers.EACH)
  public void ledgerWriters(Server server, Writers writers)
      throws InterruptedException, ExecutionException {
    writers.turn(WRITERS, () -> server.ledger.append(entry()).orThrow());
  }

  /** The peer of both. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void jdbcBatches(Server server) throws SQLException {
    server.insertBatch();
  }

  private static Entry entry() {
    return new Entry(EntryId.of(random()), random());
  }

  private static byte[] random() {
    byte[] bytes = new byte[BYTES];
    ThreadLocalRandom.current().nextBytes(bytes);
    return bytes;
  }
}
