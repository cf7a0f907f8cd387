// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import static health.habeas.ledger.postgresql.Samples.entry;
import static health.habeas.ledger.postgresql.Samples.failure;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerCapability;
import health.habeas.ledger.LedgerInfo;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that lead nowhere are refused with a reason, and no message says what stands in them. */
class AddressTest {
  private static final String SECRET = "canary-3f7c";

  private final TestServer server = TestServer.shared();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "//127.0.0.1/postgres",
        "//127.0.0.1/postgres?identity=",
        "//user:canary-3f7c@127.0.0.1/postgres?identity=/tmp/x",
        "//127.0.0.1:canary-3f7c/postgres?identity=/tmp/x",
        "//127.0.0.1:99999/canary-3f7c?identity=/tmp/x",
        "//canary-3f7c?identity=/tmp/x",
        "//127.0.0.1/postgres?identity=/tmp/x&currentSchema=canary-3f7c",
        "//127.0.0.1/postgres?identity=/tmp/x&currentSchema=a,b",
        "//127.0.0.1/postgres?identity=/tmp/x&currentSchema=Upper",
        "//127.0.0.1/postgres?password=canary-3f7c",
        "//127.0.0.1/postgres?identity=/tmp/x#canary-3f7c",
        "//127.0.0.1/postgres?identity=%zz-canary-3f7c",
      })
  void whatIsNoAddressIsRefusedBeforeAnybodyIsCalled(String target) {
    List<String> logged = logged(() -> {
      LedgerException refusal = failure(() -> Ledgers.open("postgresql:" + target));
      assertThat(refusal.code()).isEqualTo(LedgerErrorCode.ADDRESS_INVALID);
      assertSaysNothing(refusal);
    });
    assertThat(logged).noneMatch(line -> line.contains(SECRET));
  }

  @ParameterizedTest
  @CsvSource({
    "/postgres, &user=canary-3f7c, UNWRITABLE",
    "/canary-3f7c, &user=postgres, ADDRESS_INVALID",
    "/postgres, &user=postgres&targetServerType=secondary&password=canary-3f7c, UNAVAILABLE",
  })
  void whatTheServerRefusesIsNamed(String database, String parameters, LedgerErrorCode expected) {
    String address = "postgresql://127.0.0.1:" + server.port() + database + "?identity="
        + server.identity("none") + parameters;
    List<String> logged = logged(() -> {
      LedgerException refusal = failure(() -> Ledgers.open(address));
      assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(expected);
      assertSaysNothing(refusal);
    });
    assertThat(logged).noneMatch(line -> line.contains(SECRET));
  }

  /** The driver and Flyway show the address of a connection. */
  @Test
  void theAddressOfAConnectionHasNoParameters() throws Exception {
    String target = "//127.0.0.1:" + server.port() + "/postgres?user=postgres&password=" + SECRET
        + "&sslpassword=" + SECRET + "&identity=" + server.identity("none");
    try (Connection connection = Database.parse(target, Duration.ofSeconds(5)).connect()) {
      assertThat(connection.getMetaData().getURL())
          .isEqualTo("jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres");
    }
  }

  @Test
  void aServerThatIsNotThereIsUnavailable() {
    String address = "postgresql://127.0.0.1:1/" + SECRET + "?user=postgres&password=" + SECRET
        + "&identity=" + server.identity("none");
    LedgerException refusal = failure(() -> Ledgers.open(address));
    assertThat(refusal).isInstanceOf(LedgerException.Retryable.class);
    assertThat(refusal.code()).isEqualTo(LedgerErrorCode.UNAVAILABLE);
    assertSaysNothing(refusal);
  }

  /** At once: Flyway would try again for nine seconds. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aUserWhoMayMakeNoTablesIsRefusedAtOnce(boolean isTheSchemaThere) {
    String schema = server.freshSchema();
    String user = schema + "_reader";
    server.sql("create role " + user + " login");
    if (isTheSchemaThere) {
      server.sql("create schema " + schema, "grant usage on schema " + schema + " to " + user);
    }
    String address = server.address(schema).replace("user=postgres", "user=" + user);
    long start = System.nanoTime();
    LedgerException refusal = failure(() -> Ledgers.open(address));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(LedgerErrorCode.UNWRITABLE);
    assertThat(refusal).hasNoCause();
  }

  /** Tables that are there need no right to make more. */
  @Test
  void aUserWhoMayUseTheTablesIsEnough() {
    String schema = server.freshSchema();
    String user = schema + "_writer";
    Ledgers.open(server.address(schema)).close();
    server.sql(
        "create role " + user + " login",
        "grant usage on schema " + schema + " to " + user,
        "grant select, insert, update on all tables in schema " + schema + " to " + user);
    try (Ledger ledger =
        Ledgers.open(server.address(schema).replace("user=postgres", "user=" + user))) {
      ledger.append(entry(1)).orThrow();
    }
  }

  @Test
  void aUserWhoOwnsItsSchemaIsEnough() {
    String schema = server.freshSchema();
    server.sql("create role " + schema + " login", "create schema authorization " + schema);
    try (Ledger ledger =
        Ledgers.open(server.address(schema).replace("user=postgres", "user=" + schema))) {
      ledger.append(entry(1)).orThrow();
    }
  }

  @Test
  void aSchemaWithTablesOfSomebodyElseIsSharedWithThem() {
    String schema = server.freshSchema();
    server.sql(
        "create schema " + schema,
        "create table " + schema + ".flyway_schema_history (theirs int)");
    try (Ledger ledger = Ledgers.open(server.address(schema))) {
      ledger.append(entry(1)).orThrow();
    }
  }

  @Test
  void declaresWhatTheServerIsSetTo() {
    try (Ledger ledger = Ledgers.open(server.freshAddress())) {
      LedgerInfo info = ledger.info();
      assertThat(info.scheme()).isEqualTo("postgresql");
      assertThat(info.capabilities())
          .containsExactlyInAnyOrder(LedgerCapability.ATOMIC_BATCH, LedgerCapability.DURABLE);
    }
  }

  /** A server's default may be faster and forgetful; the writer's session is not. */
  @Test
  void theWriterCommitsSynchronouslyWhateverTheDefaultIs() {
    String address = server.freshAddress() + "&options=-c%20synchronous_commit=off";
    try (Ledger ledger = Ledgers.open(address)) {
      ledger.append(entry(1)).orThrow();
      assertThat(ledger.info().capabilities()).contains(LedgerCapability.DURABLE);
    }
  }

  private static void assertSaysNothing(LedgerException refusal) {
    assertThat(refusal.getMessage()).doesNotContain(SECRET);
    assertThat(refusal).hasNoCause();
  }

  /** What the driver says to the JDK's logger meanwhile. */
  private static List<String> logged(Runnable work) {
    List<String> lines = new ArrayList<>();
    Handler handler = new Handler() {
      @Override
      public void publish(LogRecord record) {
        lines.add(record.getMessage()
            + List.of(record.getParameters() == null ? new Object[0] : record.getParameters()));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    try {
      work.run();
    } finally {
      root.removeHandler(handler);
    }
    return lines;
  }
}
