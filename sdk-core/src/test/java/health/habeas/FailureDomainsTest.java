// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.crash.WatchedStore;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nine custodians of four operators keep six pieces of each record: any operator may go. */
class FailureDomainsTest {
  private static final StripeLayout LAYOUT = StripeLayout.of(4, 6);
  private static final List<String> OPERATORS =
      List.of("ada", "ada", "ada", "bell", "bell", "cray", "cray", "dirac", "dirac");

  private final PatientKeys alice = PatientKeys.create();
  private final HolderKeys clinic = HolderKeys.create("Clinic");
  private final Ledger ledger = Ledgers.open("memory:");
  private final Set<String> down = new HashSet<>();
  private final List<ShardStore> stores =
      IntStream.range(0, 9).mapToObj(i -> ShardStore.inMemory()).toList();
  private final List<Custodian> custodians = custodians(OPERATORS);

  @AfterEach
  void close() {
    ledger.close();
    clinic.close();
    alice.close();
  }

  @Test
  void anyOneDomainMayBeLostAndAHolderReadsOn() {
    try (Vault vault = open(custodians)) {
      PutReport report = vault.put(labs(40));
      assertThat(report.durability())
          .isEqualTo(new Durability(LAYOUT, 9, 4, 2))
          .hasToString(
              "any 4 of 6 pieces rebuild a record: any 2 of 9 custodians may be lost, or any "
                  + "1 of 4 failure domains, each with at most 2 of the pieces");
      GrantChain chain = vault.grant(
          clinic.grantee(), GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(1)));
      for (String operator : Set.copyOf(OPERATORS)) {
        down.add(operator);
        assertThat(vault.records().records()).as(operator).hasSize(40);
        try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
          assertThat(view.records().records()).as(operator).hasSize(40);
        }
        down.clear();
      }
    }
  }

  @Test
  void aHolderFindsTheShardsWhateverItWasToldOfDomains() {
    try (Vault vault = open(custodians)) {
      vault.put(labs(40));
      GrantChain chain = vault.grant(
          clinic.grantee(), GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(1)));
      List<Custodian> others = new ArrayList<>(custodians(Collections.nCopies(9, "all in one")));
      Collections.reverse(others);
      try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, others)) {
        ReadResult result = view.records();
        assertThat(result.records()).hasSize(40);
        assertThat(result.silentCustodians()).isEmpty();
      }
    }
  }

  @Test
  void eightOfNineAreEnoughToWriteAndSevenAreNot() {
    try (Vault vault = open(custodians)) {
      down.add("c3");
      vault.put(labs(3));
      down.add("c4");
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> vault.put(labs(6)))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_FEW_CUSTODIANS));
      down.clear();
      vault.put(labs(6));
      assertThat(vault.records().records()).hasSize(6);
    }
  }

  @Test
  void domainsThatCannotBeLostAreRefusedUnlessAccepted() {
    List<Custodian> together =
        custodians(List.of("ada", "ada", "ada", "bell", "bell", "bell")).subList(0, 6);
    VaultBuilder builder = Vault.builder().keys(alice).ledger(ledger).custodians(together, LAYOUT);
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(builder::open)
        .withMessageContaining("3 of the 6 pieces")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DOMAINS_UNSAFE));
    try (Vault vault = builder.acceptSharedDomains().open()) {
      assertThat(vault.durability().domainsMayFail()).isZero();
      assertThat(vault.durability().custodiansMayFail()).isEqualTo(2);
    }
  }

  @Test
  void aVaultIsOpenedWithItsOwnCustodians() {
    open(custodians).close();
    List<Custodian> others = new ArrayList<>(custodians);
    others.set(2, Custodians.over("c9", ShardStore.inMemory(), ledger, InstantSource.system()));
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> open(others))
        .withMessageContaining("c2 in ada")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.VAULT_CONFIGURATION));
    others.set(2, Custodians.inDomain("bell", custodians.get(2)));
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> open(others))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.VAULT_CONFIGURATION));
  }

  private Vault open(List<Custodian> keepers) {
    return Vault.builder()
        .keys(alice)
        .ledger(ledger)
        .custodians(keepers, LAYOUT)
        .open();
  }

  private List<Custodian> custodians(List<String> operators) {
    return IntStream.range(0, operators.size())
        .mapToObj(i -> {
          Watch watch = new Watch() {
            @Override
            public void writes(String name) {
              reads(name);
            }

            @Override
            public void reads(String name) {
              if (down.contains("c" + i) || down.contains(OPERATORS.get(i))) {
                throw new StorageException(ErrorCode.STORE_FAILED, "the test took it down");
              }
            }
          };
          ShardStore store = new WatchedStore(stores.get(i), watch);
          return Custodians.inDomain(
              operators.get(i), Custodians.over("c" + i, store, ledger, InstantSource.system()));
        })
        .toList();
  }

  private static List<HealthRecord> labs(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new HealthRecord(
            new RecordId("Observation/" + i),
            "Observation",
            LocalDate.of(2026, 3, 3),
            Set.of(LABORATORY),
            Set.of(Label.NORMAL),
            ("content " + i).getBytes(StandardCharsets.UTF_8)))
        .toList();
  }
}
