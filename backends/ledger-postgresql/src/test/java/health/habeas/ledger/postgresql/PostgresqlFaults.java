// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import health.habeas.ledger.Entry;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.Outcome;
import health.habeas.testkit.fault.FaultyRelay;
import health.habeas.testkit.fault.RelayFault;
import health.habeas.testkit.ledger.KillableLedger;
import health.habeas.testkit.ledger.LedgerFaults;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What may be done to a log in a database: its client and its server are killed, its line is cut, its rows are changed. */
record PostgresqlFaults(TestServer server, String schema, FaultyRelay relay)
    implements LedgerFaults {
  private static final List<String> TABLES = List.of("log", "entry", "head");

  static PostgresqlFaults on(TestServer server) {
    return new PostgresqlFaults(server, server.freshSchema(), FaultyRelay.to(server.port()));
  }

  String address() {
    return server.address(schema, relay.port());
  }

  @Override
  public Map<String, Supplier<KillableLedger>> kills() {
    return Map.of(
        "the ledger's process", () -> KillableLedger.process(address()),
        "the server", () -> new KilledServer(server, Ledgers.open(address())));
  }

  private record KilledServer(TestServer server, Ledger ledger) implements KillableLedger {
    @Override
    public CompletionStage<List<Outcome>> submit(List<Entry> batch) {
      return ledger.submit(batch);
    }

    @Override
    public void kill() {
      server.kill();
      server.restart();
      ledger.close(); // answers what was under way
    }
  }

  @Override
  public Optional<Deed> flip() {
    return Optional.of(random -> {
      String column = random.nextBoolean() ? "leaf" : "id";
      int bit = 64 + random.nextInt(192); // behind the numbers, so that no id becomes another one
      sql("update entry set " + column + " = set_bit(" + column + ", " + bit + ", 1 - get_bit("
          + column + ", " + bit + ")) where position = " + random.nextInt(20));
    });
  }

  @Override
  public Optional<Backup> backup() {
    LedgerFaults files = LedgerFaults.directory(
        address(), server.identity(schema), server.identity(schema).resolve("log-key"));
    return Optional.of(() -> {
      String copy = server.freshSchema();
      server.sql("create schema " + copy);
      TABLES.forEach(table ->
          server.sql("create table " + copy + "." + table + " as table " + schema + "." + table));
      Deed identity = files.backup().orElseThrow().take();
      return random -> {
        TABLES.forEach(table ->
            sql("delete from " + table, "insert into " + table + " table " + copy + "." + table));
        identity.run(random);
      };
    });
  }

  @Override
  public Optional<Deed> reorganise() {
    return Optional.of(random -> sql(
        "update entry set position = -1 where position = 8",
        "update entry set position = 8 where position = 9",
        "update entry set position = 9 where position = -1"));
  }

  @Override
  public boolean hasOneWriter() {
    return true;
  }

  @Override
  public Optional<Deed> overtake() {
    return Optional.of(random -> server.endWriters(schema));
  }

  @Override
  public Optional<Line> line() {
    return Optional.of(new Line() {
      @Override
      public void cut() {
        relay.misbehave(
            new RelayFault.Cut(0)); // the server does what it hears; its answers are lost
      }

      @Override
      public void heal() {
        relay.heal();
      }
    });
  }

  private void sql(String... statements) {
    server.sql(Stream.concat(
            Stream.of("set search_path = " + schema + ", pg_catalog"), Stream.of(statements))
        .toArray(String[]::new));
  }
}
