// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.Vault;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Set;
import java.util.stream.IntStream;

/** A vault whose ledger and custodians are in memory, so that no disk is measured. Not thread-safe. */
final class MemoryVault implements AutoCloseable {
  private final PatientKeys alice = PatientKeys.create();
  private final Ledger ledger = Ledgers.open("memory:");
  private final Vault vault;

  /** Any 2 of 3 give back. */
  MemoryVault() {
    this(StripeLayout.of(2, 3));
  }

  MemoryVault(StripeLayout layout) {
    vault = Vault.builder()
        .keys(alice)
        .ledger(ledger)
        .custodians(
            IntStream.range(0, layout.total())
                .mapToObj(i -> Custodians.over(
                    "node-" + i, ShardStore.inMemory(), ledger, InstantSource.system()))
                .toList(),
            layout)
        .open();
  }

  Vault vault() {
    return vault;
  }

  /** A laboratory result of one of so many days. */
  static HealthRecord result(int number, int days) {
    return new HealthRecord(
        new RecordId("Observation/" + number),
        "Observation",
        LocalDate.of(2024, 1, 1).plusDays(number % days),
        Set.of(Category.LABORATORY),
        Set.of(Label.NORMAL),
        new byte[] {(byte) number});
  }

  @Override
  public void close() {
    vault.close();
    ledger.close();
    alice.close();
  }
}
