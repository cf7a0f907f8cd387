// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.file.DirectoryLogIdentity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** Makes the tables, and binds them to the log's key. Done by whoever holds the lock. */
final class Schema {
  private static final String MIGRATIONS = "classpath:habeas-ledger-postgresql";
  private static final String HISTORY = "habeas_ledger_history";
  private static final String SIZE = "select coalesce(max(position) + 1, 0) from entry";
  private static final String VERIFIER = "select verifier from log";
  private static final String IS_THERE = "select to_regnamespace(?) is not null";
  private static final String MAY_HAVE_TABLES =
      "select to_regclass(?) is not null or has_schema_privilege(?, 'create')";
  private static final String CREATE =
      "insert into log (fence, size, time_ms, verifier) values (0, 0, 0, ?)";

  private Schema() {}

  /**
   * Brings the tables to this version.
   *
   * @param connection that holds the lock
   */
  static void migrate(Database database, Connection connection) throws SQLException {
    prepare(database.schema(), connection);
    Flyway flyway = Flyway.configure(Schema.class.getClassLoader())
        .jdbcProperties(database.properties())
        .dataSource(database.server(), null, null)
        .locations(MIGRATIONS)
        .schemas(database.schema())
        .table(HISTORY)
        .createSchemas(false)
        .baselineOnMigrate(true) // a hospital may keep other tables in the schema
        .baselineVersion("0")
        .load();
    try {
      flyway.migrate();
      if (Arrays.stream(flyway.info().all()).anyMatch(Schema::isUnknown)) {
        throw new LedgerException.Permanent(
            LedgerErrorCode.VERSION_UNKNOWN, "the tables of the log were made by a newer version");
      }
    } catch (FlywayException e) {
      throw failed(e);
    }
  }

  // Flyway would ask ten times, a second apart, before it says that this user may not.
  private static void prepare(String schema, Connection connection) throws SQLException {
    String quoted = '"' + schema + '"'; // letters, digits and _ alone
    if (!isTrue(connection, IS_THERE, quoted)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("create schema if not exists " + quoted);
      }
    }
    if (!isTrue(connection, MAY_HAVE_TABLES, quoted + '.' + HISTORY, schema)) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.UNWRITABLE,
          "this user may not make the log's tables: let it own the schema");
    }
  }

  private static boolean isTrue(Connection connection, String query, String... arguments)
      throws SQLException {
    return text(connection, query, arguments).equals("t");
  }

  private static boolean isUnknown(MigrationInfo migration) {
    return migration.getState().isApplied() && !migration.getState().isResolved();
  }

  private static LedgerException failed(FlywayException e) {
    return e.getCause() instanceof SQLException sql
        ? SqlErrors.of(sql)
        : new LedgerException.Permanent(
            LedgerErrorCode.UNWRITABLE, "the tables of the log can't be made or are not ours");
  }

  /** The key of the log in these tables; a new log gets one. */
  static DirectoryLogIdentity bind(Database database, Connection connection, LedgerOptions options)
      throws SQLException {
    String bound = text(connection, VERIFIER);
    DirectoryLogIdentity identity =
        DirectoryLogIdentity.at(database.identity(), bound.isEmpty(), options);
    String own = identity.signer().verifier().toString();
    if (bound.isEmpty()) {
      create(connection, identity, own);
    } else if (!bound.equals(own)) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.KEY_INVALID,
          "the key in " + database.identity() + " is of another log than the database has");
    }
    return identity;
  }

  private static void create(Connection connection, DirectoryLogIdentity identity, String own)
      throws SQLException {
    if (identity.newest().isPresent()) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.ROLLED_BACK,
          "the database has no log, and the key has signed heads of one");
    }
    try (PreparedStatement statement = connection.prepareStatement(CREATE)) {
      statement.setString(1, own);
      statement.executeUpdate();
    }
  }

  /** Holds the number of entries against the tail. */
  static void check(Connection connection, Tail tail) throws SQLException {
    long entries = Long.parseLong(text(connection, SIZE));
    if (entries != tail.size()) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.LOG_CORRUPT,
          "the table entry ends at " + entries + ", and the table log says " + tail.size());
    }
  }

  private static String text(Connection connection, String query, String... arguments)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setString(i + 1, arguments[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : "";
      }
    }
  }
}
