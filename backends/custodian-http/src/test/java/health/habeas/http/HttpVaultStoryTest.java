// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.AuditReport;
import health.habeas.GrantedVault;
import health.habeas.Revocation;
import health.habeas.Vault;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.shard.AuditPlan;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.FaultProof;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The main job over six servers: put, grant, read, revoke. */
class HttpVaultStoryTest {
  private final PatientKeys alice = PatientKeys.create();
  private final HolderKeys clinic = HolderKeys.create("St. Mary Cardiology");
  private final Ledger ledger = Ledgers.open("memory:");
  private List<Custodian> custodians = List.of();

  @BeforeEach
  void open() {
    custodians = IntStream.rangeClosed(1, 6)
        .<Custodian>mapToObj(i -> ServedCustodian.over(
            "node-" + i, ShardStore.inMemory(), ledger, InstantSource.system()))
        .toList();
  }

  @AfterEach
  void close() {
    custodians.forEach(Custodian::close);
    ledger.close();
    clinic.close();
    alice.close();
  }

  @Test
  void recordsGoInAndComeOutUntilTheGrantIsRevoked() {
    try (Vault vault = Vault.builder()
        .keys(alice)
        .ledger(ledger)
        .custodians(custodians, StripeLayout.of(4, 6))
        .open()) {
      vault.put(List.of(Samples.record("a"), Samples.record("b")));
      GrantChain chain = vault.grant(
          clinic.grantee(), GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(30)));
      try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
        assertThat(view.records(LABORATORY).records()).hasSize(2);
        Revocation revocation = vault.revoke(chain.id());
        assertThat(revocation.fencedCustodians()).isEqualTo(6);
        assertThat(view.check(LABORATORY, TREAT).toString()).startsWith("Deny[HBS-1004 ");
        assertThat(view.records(LABORATORY).records()).isEmpty();
      }
      assertThat(vault.disclosures()).isNotEmpty();
      assertThat(vault.disclosures().isProvenComplete()).isTrue();
    }
  }

  /** What a server signed when it took a piece proves to others that it lost it. */
  @Test
  void aServerThatLostAPieceIsProvenToHaveHadIt() {
    List<ShardStore> stores = Stream.generate(ShardStore::inMemory).limit(3).toList();
    HolderKeys operator = HolderKeys.create("Node Hosting Ltd");
    List<Custodian> served = IntStream.range(0, 3)
        .<Custodian>mapToObj(i -> ServedCustodian.over(
            Custodians.over("node-" + i, stores.get(i), ledger, InstantSource.system(), operator)))
        .toList();
    try (operator;
        Vault vault = Vault.builder()
            .keys(alice)
            .ledger(ledger)
            .custodians(served, StripeLayout.of(2, 3))
            .custodyReceipts()
            .open()) {
      vault.put(List.of(Samples.record("a")));
      assertThat(vault.custodianKeys().values()).hasSize(3).containsOnly(operator.key());
      stores.get(1).list("").stream()
          .filter(name -> name.contains("/shard/"))
          .forEach(stores.get(1)::delete);
      List<FaultProof> faults = vault.audit(1).faults();
      assertThat(faults).hasSize(1);
      FaultProof proof = FaultProof.parse(faults.get(0).bytes());
      assertThat(proof.custodian()).isEqualTo("node-1");
      assertThat(proof.receipt()).isPresent();
      assertThat(vault.repair().isWhole()).isTrue();
      vault.delete(List.of(Samples.record("a").id()));
      assertThat(stores.get(0).list("")).noneMatch(name -> name.contains("/shard/"));
    } finally {
      served.forEach(Custodian::close);
    }
  }

  @Test
  void everyServerProvesWhatItKeepsToThePatientAndToHerAuditor() {
    try (Vault vault = Vault.builder()
        .keys(alice)
        .ledger(ledger)
        .custodians(custodians, StripeLayout.of(4, 6))
        .auditTickets(2)
        .open()) {
      vault.put(List.of(Samples.record("a"), Samples.record("b")));
      assertThat(vault.audit(3).custodians())
          .hasSize(6)
          .allSatisfy(audit -> assertThat(audit.sound()).isEqualTo(3));
      assertThat(vault.auditByTicket(1)).matches(AuditReport::isSound);
      AuditPlan plan = AuditPlan.parse(vault.auditPlan(Duration.ofDays(1)).bytes());
      assertThat(plan.audit(custodians.get(0), 3).sound()).isEqualTo(3);
    }
  }
}
