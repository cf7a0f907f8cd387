// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/** Where the log is, and how each connection to it is set. It never shows its address, which may hold a password. Thread-safe. */
final class Database {
  private static final String DEFAULT_SCHEMA = "habeas_ledger";
  // The driver logs addresses that it can't read; so it gets none of them.
  private static final String HOST = "([\\w.-]+|\\[[\\da-fA-F:.]+])(:\\d{1,5})?";
  private static final Pattern TARGET =
      Pattern.compile("(//" + HOST + "(," + HOST + ")*/)?[^/?#@]*\\?[^#]*");
  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,50}");

  private final PGSimpleDataSource source = new PGSimpleDataSource();
  private final String schema;
  private final Path identity;

  private Database(String url, Properties given, Duration deadline) {
    this.identity = directory(given.getProperty("identity"));
    this.schema = schema(PGProperty.CURRENT_SCHEMA.getOrDefault(given));
    source.setUrl(url);
    source.setCurrentSchema(schema);
    source.setLogServerErrorDetail(false); // it would hold entry ids
    source.setPrepareThreshold(1); // binary transfer from the first use on
    source.setTcpKeepAlive(true);
    if (PGProperty.TARGET_SERVER_TYPE.getOrNull(given) == null) {
      source.setTargetServerType("primary");
    }
    if (PGProperty.SOCKET_TIMEOUT.getOrNull(given) == null) {
      source.setSocketTimeout((int) Math.max(1, deadline.toSeconds()));
    }
    if (PGProperty.APPLICATION_NAME.getOrNull(given) == null) {
      source.setApplicationName("habeas-ledger");
    }
  }

  /** Reads what follows the scheme. */
  static Database parse(String target, Duration deadline) {
    if (!TARGET.matcher(target).matches()) {
      throw invalid(
          "the address is not //host:port/database?identity=directory; user and password are parameters");
    }
    String url = "jdbc:" + PostgresqlLedgerProvider.SCHEME + ':' + target;
    @Nullable Properties given = Driver.parseURL(url, new Properties());
    if (given == null) {
      throw invalid("PostgreSQL's driver can't read the address");
    }
    return new Database(url, given, deadline);
  }

  private static Path directory(@Nullable String identity) {
    if (identity == null || identity.isBlank()) {
      throw invalid("the address names no directory for the log's key: add identity=/a/directory");
    }
    try {
      return Path.of(identity);
    } catch (InvalidPathException e) {
      throw invalid("the parameter identity is no directory");
    }
  }

  private static String schema(@Nullable String given) {
    String name = given == null ? DEFAULT_SCHEMA : given;
    if (!SCHEMA.matcher(name).matches()) {
      throw invalid(
          "currentSchema must be one name of at most 51 small letters, digits and underscores");
    }
    return name;
  }

  private static LedgerException invalid(String what) {
    return new LedgerException.Permanent(LedgerErrorCode.ADDRESS_INVALID, what);
  }

  Connection connect() throws SQLException {
    return source.getConnection();
  }

  DataSource source() {
    return source;
  }

  /** A plain identifier, safe in a statement. */
  String schema() {
    return schema;
  }

  /** The directory of the log's key. */
  Path identity() {
    return identity;
  }

  /** Where appends are announced. */
  String channel() {
    return "habeas_" + schema;
  }
}
