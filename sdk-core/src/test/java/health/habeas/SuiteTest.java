// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.grant.GrantTerms;
import health.habeas.key.ClassicalCustody;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A vault keeps its suite, and whoever can't sign in it is told so before anything happens. */
class SuiteTest {
  private final Ledger ledger = Ledgers.open("memory:");
  private final List<Custodian> custodians = IntStream.range(0, 2)
      .mapToObj(
          i -> Custodians.over("node-" + i, ShardStore.inMemory(), ledger, InstantSource.system()))
      .toList();

  @AfterEach
  void close() {
    ledger.close();
  }

  private VaultBuilder vaultOf(PatientKeys keys) {
    return Vault.builder().keys(keys).ledger(ledger).custodians(custodians, StripeLayout.of(1, 2));
  }

  @Test
  void aPatientWithoutMlDsaHasNoVaultOfSuiteS2() {
    try (PatientKeys classical = PatientKeys.create(ClassicalCustody.ofFreshKeys())) {
      VaultBuilder builder = vaultOf(classical);
      assertThatThrownBy(builder.suite(Suite.S2)::open).hasMessageStartingWith("HBS-1026");
      builder.suite(Suite.S1).open().close();
    }
  }

  @Test
  void aHolderWithoutMlDsaIsGrantedNothingInSuiteS2AndTheVaultGoesOn() {
    GrantTerms terms = GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(1));
    try (PatientKeys alice = PatientKeys.create();
        HolderKeys classical = HolderKeys.create("Clinic", ClassicalCustody.ofFreshKeys());
        HolderKeys clinic = HolderKeys.create("Clinic");
        Vault vault = vaultOf(alice).suite(Suite.S2).open()) {
      assertThatThrownBy(() -> vault.grant(classical.grantee(), terms))
          .hasMessageStartingWith("HBS-1026");
      assertThat(vault.grants()).isEmpty();
      assertThat(vault.grant(clinic.grantee(), terms).suite()).isEqualTo(Suite.S2);
    }
  }

  @Test
  void theDefaultIsSuiteS1() {
    try (PatientKeys alice = PatientKeys.create();
        Vault vault = vaultOf(alice).open()) {
      assertThat(vault.id()).isEqualTo(health.habeas.grant.VaultId.of(alice.key()));
    }
  }
}
