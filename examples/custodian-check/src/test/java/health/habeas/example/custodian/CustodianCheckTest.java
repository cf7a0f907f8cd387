// SPDX-License-Identifier: Apache-2.0
package health.habeas.example.custodian;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.Vault;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustodianCheckTest {
  @TempDir
  Path parent;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final CustodianCheck check =
      new CustodianCheck(new PrintStream(printed, true, StandardCharsets.UTF_8));

  @Test
  void tellsASoundDiskFromADamagedOneByItsExitCode() throws IOException {
    fill();
    String node = parent.resolve("node-1").toString();
    assertThat(check.run("disk", node)).isZero();
    assertThat(printed()).contains("sound: 1 vaults, 0 files of no vault").doesNotContain("NOT");
    Path shard = only("/shard/");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[100] ^= 1;
    Files.write(shard, bytes);
    printed.reset();
    assertThat(check.run("disk", node)).isEqualTo(1);
    assertThat(printed()).contains("corrupt ", ", 1 corrupt", "NOT SOUND: 1 vaults");
  }

  @Test
  void saysWhatCouldNotBeLookedAt() {
    assertThat(check.run("disk", parent.resolve("none").toString())).isEqualTo(2);
    assertThat(printed()).contains("HBS-4");
    assertThat(check.run("fault", parent.resolve("none").toString())).isEqualTo(2);
    assertThat(check.run("other", "none")).isEqualTo(2);
    assertThat(check.run()).isEqualTo(2);
    assertThat(printed()).contains("usage: ");
  }

  @Test
  void whatProvesNothingIsNotPrintedAsAProof() throws IOException {
    Path file = Files.write(parent.resolve("fault"), new byte[] {1, 2, 3});
    assertThat(check.run("fault", file.toString())).isEqualTo(1);
    assertThat(printed()).contains("HBS-5013").doesNotContain("Fault proof:");
  }

  @Test
  void whatACustodianLostIsProvenByAFile() throws IOException {
    List<ShardStore> stores = Stream.generate(ShardStore::inMemory).limit(3).toList();
    try (PatientKeys alice = PatientKeys.create();
        HolderKeys operator = HolderKeys.create("Node Hosting Ltd");
        Ledger ledger = Ledgers.open("memory:")) {
      List<Custodian> custodians = IntStream.range(0, 3)
          .mapToObj(i ->
              Custodians.over("node-" + i, stores.get(i), ledger, InstantSource.system(), operator))
          .toList();
      try (Vault vault = Vault.builder()
          .keys(alice)
          .ledger(ledger)
          .custodians(custodians, StripeLayout.of(2, 3))
          .custodyReceipts()
          .open()) {
        vault.put(List.of(record()));
        stores.get(2).list("").stream()
            .filter(name -> name.contains("/shard/"))
            .forEach(stores.get(2)::delete);
        byte[] proof = vault.audit(1).faults().get(0).bytes();
        Path file = Files.write(parent.resolve("fault"), proof);
        assertThat(check.run("fault", file.toString())).isZero();
      }
      custodians.forEach(Custodian::close);
    }
    assertThat(printed())
        .startsWith("Fault proof: a custodian lost what it had signed to have.")
        .contains("custodian      \"node-2\"");
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private Path only(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(parent.resolve("node-1"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().replace('\\', '/').contains(folder))
          .findFirst()
          .orElseThrow();
    }
  }

  private void fill() {
    try (PatientKeys alice = PatientKeys.create();
        Ledger ledger = Ledgers.open("memory:")) {
      List<Custodian> custodians = Custodians.directories(parent, 3, ledger);
      try (Vault vault = Vault.builder()
          .keys(alice)
          .ledger(ledger)
          .custodians(custodians, StripeLayout.of(2, 3))
          .open()) {
        vault.put(List.of(record()));
      }
      custodians.forEach(Custodian::close);
    }
  }

  private static HealthRecord record() {
    return new HealthRecord(
        new RecordId("Observation/a"),
        "Observation",
        LocalDate.of(2026, 3, 3),
        Set.of(Category.LABORATORY),
        Set.of(Label.NORMAL),
        new byte[1000]);
  }
}
