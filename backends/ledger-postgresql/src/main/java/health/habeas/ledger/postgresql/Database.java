// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Where the log is, and how each connection to it is set. It never shows its address, which may hold a password. Thread-safe. */
final class Database {
  private static final String IDENTITY = "identity";
  private static final Set<String> OF_THE_URL = Set.of(
      IDENTITY,
      PGProperty.PG_HOST.getName(),
      PGProperty.PG_PORT.getName(),
      PGProperty.PG_DBNAME.getName());
  private static final String DEFAULT_SCHEMA = "habeas_ledger";
  // The driver logs addresses that it can't read; so it gets none of them.
  private static final String HOST = "([\\w.-]+|\\[[\\da-fA-F:.]+])(:\\d{1,5})?";
  private static final Pattern TARGET =
      Pattern.compile("(//" + HOST + "(," + HOST + ")*/)?[^/?#@]*\\?[^#]*");
  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,50}");

  private final String server;
  private final Properties properties = new Properties();
  private final String schema;
  private final Path identity;

  private Database(String url, Properties given, Duration deadline) {
    this.server = url.substring(0, url.indexOf('?')); // the driver and Flyway show it
    this.identity = directory(given.getProperty(IDENTITY));
    this.schema = schema(PGProperty.CURRENT_SCHEMA.getOrDefault(given));
    PGProperty.TARGET_SERVER_TYPE.set(properties, "primary");
    PGProperty.SOCKET_TIMEOUT.set(properties, (int) Math.max(1, deadline.toSeconds()));
    PGProperty.APPLICATION_NAME.set(properties, "habeas-ledger");
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    PGProperty.PREPARE_THRESHOLD.set(properties, 1); // binary transfer from the first use on
    for (String name : given.stringPropertyNames()) {
      if (!OF_THE_URL.contains(name)) {
        properties.setProperty(name, given.getProperty(name));
      }
    }
    PGProperty.CURRENT_SCHEMA.set(properties, schema);
    PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false); // it would hold entry ids
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
    return Objects.requireNonNull(new Driver().connect(server, properties));
  }

  /** Host and database, without anything secret. */
  String server() {
    return server;
  }

  /** The driver's parameters, passwords among them. */
  Map<String, String> properties() {
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(Function.identity(), properties::getProperty));
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
