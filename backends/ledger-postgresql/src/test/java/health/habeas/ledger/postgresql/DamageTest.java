// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import static health.habeas.ledger.postgresql.Samples.entries;
import static health.habeas.ledger.postgresql.Samples.entry;
import static health.habeas.ledger.postgresql.Samples.failure;
import static health.habeas.ledger.postgresql.Samples.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database whose rows were changed behind the log's back, and a key that is gone or another's. */
class DamageTest {
  private final TestServer server = TestServer.shared();
  private final String schema = server.freshSchema();
  private final String address = server.address(schema);

  @BeforeEach
  void tenEntries() {
    try (Ledger ledger = Ledgers.open(address)) {
      ledger.append(entries(0, 10)).forEach(Outcome::orThrow);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update entry set leaf = decode('00', 'hex') where position = 5 | FORKED",
        "update entry set id = sha256(id) where position = 5 | FORKED",
        "delete from entry where position = 5 | LOG_CORRUPT",
        "delete from entry where position = 9 | LOG_CORRUPT",
        "update entry set position = 10 where position = 9 | LOG_CORRUPT",
        "update log set size = 9 | LOG_CORRUPT",
        "update log set size = 11 | LOG_CORRUPT",
        "delete from log | ROLLED_BACK",
        "update head set note = replace(note, '10', '11') | LOG_CORRUPT",
        "update head set note = '' | NOTE_MALFORMED",
        "update log set verifier = concat(verifier, 'x') | KEY_INVALID",
        "with gone as (delete from entry where position > 7) update log set size = 8 | ROLLED_BACK",
        "insert into habeas_ledger_history (installed_rank, version, description, type, script, installed_by, execution_time, success) values (99, '99', 'later', 'SQL', 'V99__later.sql', 'us', 1, true) | VERSION_UNKNOWN",
      })
  void everyChangeIsNamedAtOpening(String change, LedgerErrorCode expected) {
    change(change);
    LedgerException refusal = failure(() -> Ledgers.open(address));
    assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(expected);
  }

  @Test
  void aLedgerWhoseDatabaseLostEntriesStops() {
    try (Ledger ledger = Ledgers.open(address)) {
      change("with gone as (delete from entry where position > 7) update log set size = 8");
      assertThat(rejection(ledger.append(entry(10)))).isEqualTo(LedgerErrorCode.ROLLED_BACK);
      assertThat(rejection(ledger.append(entry(8)))).isEqualTo(LedgerErrorCode.ROLLED_BACK);
    }
    assertThat(server.sql("select count(*) from " + schema + ".entry")).isEqualTo("8");
  }

  @Test
  void aDroppedSchemaBesideAKeyThatHasSignedIsALoss() {
    server.sql("drop schema " + schema + " cascade");
    assertThat(failure(() -> Ledgers.open(address)).code()).isEqualTo(LedgerErrorCode.ROLLED_BACK);
  }

  @Test
  void aMissingKeyIsNamedAndNotReplaced() throws Exception {
    Files.delete(server.identity(schema).resolve("log-key"));
    assertThat(failure(() -> Ledgers.open(address)).code()).isEqualTo(LedgerErrorCode.KEY_INVALID);
    assertThat(server.identity(schema).resolve("log-key")).doesNotExist();
  }

  @Test
  void theKeyOfAnotherLogIsRefused() {
    String other = server.freshSchema();
    Ledgers.open(server.address(other)).close();
    String mixed = address.replace(
        "identity=" + server.identity(schema), "identity=" + server.identity(other));
    assertThat(failure(() -> Ledgers.open(mixed)).code()).isEqualTo(LedgerErrorCode.KEY_INVALID);
  }

  /** On a machine that takes over there is the key alone. */
  @Test
  void theHeadInTheDatabaseServesWhereTheDirectoryHasNone() throws Exception {
    Files.delete(server.identity(schema).resolve("checkpoint"));
    try (Ledger ledger = Ledgers.open(address)) {
      assertThat(ledger.head().claimed().size()).isEqualTo(10);
    }
    Files.delete(server.identity(schema).resolve("checkpoint"));
    change("with gone as (delete from entry where position > 7) update log set size = 8");
    assertThat(failure(() -> Ledgers.open(address)).code()).isEqualTo(LedgerErrorCode.ROLLED_BACK);
  }

  private void change(String statement) {
    server.sql("set search_path = " + schema + ", pg_catalog", statement);
  }
}
