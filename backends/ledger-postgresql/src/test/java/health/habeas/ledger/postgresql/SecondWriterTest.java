// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import static health.habeas.ledger.postgresql.Samples.all;
import static health.habeas.ledger.postgresql.Samples.entries;
import static health.habeas.ledger.postgresql.Samples.entry;
import static health.habeas.ledger.postgresql.Samples.failure;
import static health.habeas.ledger.postgresql.Samples.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.TrustedHead;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import org.junit.jupiter.api.Test;

/** One database schema has one writer, by its lock and, where that is lost, by its fence. */
class SecondWriterTest {
  private final TestServer server = TestServer.shared();
  private final String schema = server.freshSchema();
  private final String address = server.address(schema);

  @Test
  void aSecondLedgerOnOneSchemaIsRefusedUntilTheFirstIsClosed() {
    try (Ledger first = Ledgers.open(address)) {
      LedgerException refusal = failure(() -> Ledgers.open(address));
      assertThat(refusal).isInstanceOf(LedgerException.Permanent.class);
      assertThat(refusal.code()).isEqualTo(LedgerErrorCode.IN_USE);
      first.append(entry(1)).orThrow();
    }
    try (Ledger second = Ledgers.open(address)) {
      assertThat(second.append(entry(1))).isInstanceOf(Outcome.Duplicate.class);
    }
  }

  @Test
  void twoSchemasOfOneDatabaseAreTwoLogs() {
    try (Ledger one = Ledgers.open(address);
        Ledger other = Ledgers.open(server.freshAddress())) {
      one.append(entry(1)).orThrow();
      assertThat(other.find(entry(1).id())).isEmpty();
      assertThat(one.verifier()).isNotEqualTo(other.verifier());
    }
  }

  /** The first lost its session, and with it the lock, without a word; the second took over. */
  @Test
  void aWriterThatWasTakenOverRecordsNothingMoreAndStillReads() {
    try (Ledger first = Ledgers.open(address)) {
      first.append(entries(0, 10)).forEach(Outcome::orThrow);
      TrustedHead trusted = TrustedHead.first(first.verifier());
      trusted.advance(first);
      server.endWriters(schema);
      try (Ledger second = Ledgers.open(address)) {
        second.append(entries(10, 20)).forEach(Outcome::orThrow);
        Outcome lost = first.append(entry(99)); // its session is gone, which it hears now
        assertThat(lost).isInstanceOf(Outcome.InDoubt.class);
        assertThat(first.find(entry(99).id()))
            .as("the fence of the second settles it")
            .isEmpty();
        assertThat(rejection(first.append(entry(98)))).isEqualTo(LedgerErrorCode.IN_USE);
        second.append(entries(20, 30)).forEach(Outcome::orThrow);
        assertThat(all(first)).extracting(StoredEntry::entry).isEqualTo(entries(0, 30));
        assertThat(trusted.advance(second).size()).isEqualTo(30);
      }
      assertThat(rejection(first.append(entry(97))))
          .as("fenced for good, also when the lock is free again")
          .isEqualTo(LedgerErrorCode.IN_USE);
    }
    assertThat(server.sql("select count(*) from " + schema + ".entry")).isEqualTo("30");
  }

  /** Where no lock holds, as behind a pooler, an append under an old fence changes nothing. */
  @Test
  void theFenceAloneKeepsAnOldWriterOut() {
    try (Ledger ledger = Ledgers.open(address)) {
      ledger.append(entry(1)).orThrow();
      server.sql("update " + schema + ".log set fence = fence + 1");
      assertThat(rejection(ledger.append(entry(2)))).isEqualTo(LedgerErrorCode.IN_USE);
      assertThat(ledger.find(entry(2).id())).isEmpty();
    }
    try (Ledger again = Ledgers.open(address)) {
      assertThat(again.append(entry(2)).orThrow().position()).isEqualTo(1);
    }
  }

  /** Others hear of the first writer's loss: a fenced one follows what its successor appends. */
  @Test
  void aFencedLedgerHearsOfItsSuccessorsAppends() {
    try (Ledger first = Ledgers.open(address)) {
      server.endWriters(schema);
      try (Ledger second = Ledgers.open(address)) {
        second.append(entry(1)).orThrow();
        for (int tries = 0; tries < 100 && first.head().claimed().size() == 0; tries++) {
          Samples.pause(50);
        }
        assertThat(first.head().claimed()).isEqualTo(second.head().claimed());
      }
    }
  }
}
