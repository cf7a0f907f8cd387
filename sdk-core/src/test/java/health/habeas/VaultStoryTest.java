// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.DOCUMENTS;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.ErrorCode;
import health.habeas.grant.Forecast;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.StripeLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The main job from end to end, over real directories, in each suite. */
@ParameterizedClass
@EnumSource(Suite.class)
class VaultStoryTest {
  private static final StripeLayout LAYOUT = StripeLayout.of(3, 6);

  @TempDir
  Path dir;

  private PatientKeys alice;
  private HolderKeys clinic;
  private Ledger ledger;
  private List<Custodian> custodians;
  private Vault vault;
  private final Suite suite;

  VaultStoryTest(Suite suite) {
    this.suite = suite;
  }

  @BeforeEach
  void open() {
    alice = PatientKeys.create();
    clinic = HolderKeys.create("St. Mary Cardiology");
    ledger = Ledgers.open("memory:");
    custodians = Custodians.directories(dir.resolve("nodes"), 6, ledger);
    vault = open(custodians);
  }

  @AfterEach
  void close() {
    vault.close();
    custodians.forEach(Custodian::close);
    ledger.close();
    clinic.close();
    alice.close();
  }

  private Vault open(List<Custodian> keepers) {
    return Vault.builder()
        .keys(alice)
        .suite(suite)
        .ledger(ledger)
        .custodians(keepers, LAYOUT)
        .open();
  }

  @Test
  void holderReadsOnlyWhatItWasGranted() {
    List<HealthRecord> labs = labs(20, "2026-01-0");
    HealthRecord old = record("old", LABORATORY, "2019-05-05", Label.NORMAL);
    HealthRecord note = record("note", DOCUMENTS, "2026-01-05", Label.NORMAL);
    HealthRecord psychiatry = record("psy", LABORATORY, "2026-01-05", Label.PSY);
    List<HealthRecord> all = new ArrayList<>(labs);
    all.addAll(List.of(old, note, psychiatry));
    assertThat(vault.put(all).added()).isEqualTo(23);

    GrantChain chain = vault.grant(clinic.grantee(), terms());
    try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
      ReadResult result = view.records(LABORATORY);
      assertThat(result.isComplete()).isTrue();
      assertThat(result.records()).containsExactlyInAnyOrderElementsOf(labs);
      assertThat(view.records(DOCUMENTS).refusal())
          .hasValueSatisfying(deny -> assertThat(deny.code()).isEqualTo(ErrorCode.SCOPE));
    }
    assertThat(vault.records().records()).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void revokedHolderIsRefusedWithAReasonAndSurvivorsReadNewRecords() {
    vault.put(labs(3, "2026-01-0"));
    HolderKeys other = HolderKeys.create("Dr. Okafor");
    GrantChain ended = vault.grant(clinic.grantee(), terms());
    GrantChain survivor = vault.grant(other.grantee(), terms());
    try (GrantedVault view = GrantedVault.open(ended, clinic, ledger, custodians);
        GrantedVault still = GrantedVault.open(survivor, other, ledger, custodians)) {
      assertThat(view.records(LABORATORY).records()).hasSize(3);
      Revocation revocation = vault.revoke(ended.id());
      assertThat(revocation.state()).isEqualTo(Revocation.State.ROTATED);
      assertThat(revocation.fencedCustodians()).isEqualTo(6);
      assertThat(revocation.survivors()).isEqualTo(1);
      assertThat(revocation.receipt().holds()).isTrue();

      Forecast check = view.check(LABORATORY, TREAT);
      assertThat(check.toString())
          .startsWith("Deny[HBS-1004 ")
          .contains("ask the patient for a new grant");
      assertThat(view.records(LABORATORY).records()).isEmpty();
      assertThat(vault.rewrap().slots()).isEqualTo(3);
      assertThat(vault.revoke(ended.id()).state()).isEqualTo(Revocation.State.REWRAPPED);

      vault.put(labs(2, "2026-02-0"));
      assertThat(still.records(LABORATORY).records()).hasSize(5);
    }
    other.close();
  }

  @Test
  void patientSeesWhoLookedWithProof() {
    vault.put(labs(3, "2026-01-0"));
    GrantChain chain = vault.grant(clinic.grantee(), terms().delegable(1));
    HolderKeys nurse = HolderKeys.create("Nurse Lee");
    try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
      view.records(LABORATORY);
      GrantChain narrowed = view.narrow(
          nurse.grantee(), GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(1)));
      try (GrantedVault below = GrantedVault.open(narrowed, nurse, ledger, custodians)) {
        assertThat(below.records(LABORATORY).records()).hasSize(3);
      }
    }
    List<Disclosure> disclosures = vault.disclosures();
    assertThat(disclosures).hasSize(2).allMatch(d -> d.receipt().holds());
    assertThat(disclosures)
        .extracting(d -> d.event().orElseThrow().holderName())
        .containsExactly("St. Mary Cardiology", "Nurse Lee");
    nurse.close();
  }

  @Test
  void usesAreCountedOverWhoeverGotTheGrant() {
    vault.put(labs(3, "2026-01-0"));
    GrantChain chain = vault.grant(clinic.grantee(), terms().delegable(1).usedAtMost(2));
    HolderKeys nurse = HolderKeys.create("Nurse Lee");
    try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
      assertThat(view.records(LABORATORY).records()).hasSize(3);
      GrantChain narrowed = view.narrow(
          nurse.grantee(), GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(1)));
      try (GrantedVault below = GrantedVault.open(narrowed, nurse, ledger, custodians)) {
        assertThat(below.records(LABORATORY).records()).hasSize(3);
        assertThat(below.records(LABORATORY).refusal())
            .hasValueSatisfying(deny -> assertThat(deny.code()).isEqualTo(ErrorCode.USED_UP));
      }
      assertThat(view.check(LABORATORY, TREAT).toString())
          .startsWith("Deny[HBS-1023 ")
          .contains("ask the patient for a new grant");
    }
    assertThat(vault.disclosures()).hasSize(2);
  }

  @Test
  void readsOnWithCustodiansLostAndALiarNamed() throws IOException {
    vault.put(labs(5, "2026-01-0"));
    GrantChain chain = vault.grant(clinic.grantee(), terms());
    erase(dir.resolve("nodes/node-1"));
    erase(dir.resolve("nodes/node-2"));
    corruptShards(dir.resolve("nodes/node-3"));
    try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
      ReadResult result = view.records(LABORATORY);
      assertThat(result.records()).hasSize(5);
      assertThat(result.lyingCustodians()).isSubsetOf("node-3");
    }
    ReadResult own = vault.records();
    assertThat(own.records()).hasSize(5);
  }

  @Test
  void readingOneCategoryTouchesNothingOfAnother() throws IOException {
    vault.put(labs(3, "2026-01-0"));
    for (int node = 1; node <= 6; node++) {
      corruptShards(dir.resolve("nodes/node-" + node));
    }
    HealthRecord note = record("note", DOCUMENTS, "2026-01-05", Label.NORMAL);
    vault.put(List.of(note));
    ReadResult notes = vault.records(DOCUMENTS);
    assertThat(notes.isComplete()).isTrue();
    assertThat(notes.lyingCustodians()).isEmpty();
    assertThat(notes.records()).containsExactly(note);
    assertThat(vault.records(LABORATORY).isComplete()).isFalse();
  }

  @Test
  void recordOfTwoCategoriesIsFoundInBothAndOnceInAll() {
    HealthRecord report = new HealthRecord(
        new RecordId("DiagnosticReport/1"),
        "DiagnosticReport",
        LocalDate.parse("2026-01-05"),
        Set.of(LABORATORY, DOCUMENTS),
        Set.of(Label.NORMAL),
        new byte[] {1});
    vault.put(List.of(report));
    for (int opened = 0; opened < 2; opened++) {
      assertThat(vault.records(LABORATORY).records()).containsExactly(report);
      assertThat(vault.records(DOCUMENTS).records()).containsExactly(report);
      assertThat(vault.records().records()).containsExactly(report);
      vault.close();
      vault = open(custodians);
    }
  }

  @Test
  void vaultIsRefusedUnderTheOtherSuiteAndSaysWhy() {
    vault.put(labs(1, "2026-01-0"));
    vault.close();
    Suite other = suite == Suite.S1 ? Suite.S2 : Suite.S1;
    VaultBuilder wrong =
        Vault.builder().keys(alice).suite(other).ledger(ledger).custodians(custodians, LAYOUT);
    assertThatThrownBy(wrong::open)
        .hasMessageStartingWith("HBS-5002")
        .hasMessageContaining("in suite " + suite + ", not " + other);
    vault = open(custodians);
    assertThat(vault.records().records()).hasSize(1);
  }

  @Test
  void vaultIsFoundAgainFromTheKeysAlone() {
    List<HealthRecord> labs = labs(7, "2026-01-0");
    vault.put(labs);
    GrantChain chain = vault.grant(clinic.grantee(), terms());
    assertThat(chain.suite()).isEqualTo(suite);
    vault.close();
    vault = open(custodians);
    assertThat(vault.records().records()).containsExactlyInAnyOrderElementsOf(labs);
    assertThat(vault.put(labs).unchanged()).isEqualTo(7);
    assertThat(vault.grants()).extracting(IssuedGrant::chain).containsExactly(chain);
  }

  @Test
  void providerDepositsWithoutReading() {
    GrantChain chain = vault.grant(
        clinic.grantee(), GrantTerms.create(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(3)));
    HealthRecord result = record("new", LABORATORY, "2026-03-03", Label.NORMAL);
    try (GrantedVault door = GrantedVault.open(chain, clinic, ledger, custodians)) {
      DepositReport report = door.deposit(result);
      assertThat(report.refusal()).isEmpty();
      assertThat(report.custodians()).isEqualTo(6);
      assertThat(door.records(LABORATORY).refusal()).isPresent();
    }
    assertThat(vault.records().records()).isEmpty();
    assertThat(vault.fileDeposits()).isEqualTo(new InboxReport(1, 0));
    assertThat(vault.fileDeposits()).isEqualTo(new InboxReport(0, 0));
    assertThat(vault.records().records()).containsExactly(result);
  }

  @Test
  void movesElsewhereWithEveryGrantAndDecision() {
    List<HealthRecord> labs = labs(9, "2026-01-0");
    vault.put(labs);
    HolderKeys other = HolderKeys.create("Dr. Okafor");
    GrantChain kept = vault.grant(clinic.grantee(), terms());
    GrantChain ended = vault.grant(other.grantee(), terms());
    try (GrantedVault view = GrantedVault.open(kept, clinic, ledger, custodians)) {
      view.records(LABORATORY);
    }
    vault.revoke(ended.id());
    Path archive = dir.resolve("alice.habeas");
    MoveReport moved = vault.exportTo(archive);
    assertThat(moved).isEqualTo(new MoveReport(9, 2, 1, 0, 0));

    try (Ledger elsewhere = Ledgers.open("memory:")) {
      List<Custodian> others = Custodians.directories(dir.resolve("elsewhere"), 6, elsewhere);
      try (Vault moves = Vault.builder()
              .keys(alice)
              .suite(suite)
              .ledger(elsewhere)
              .custodians(others, LAYOUT)
              .openFrom(archive);
          GrantedVault view = GrantedVault.open(kept, clinic, elsewhere, others);
          GrantedVault refused = GrantedVault.open(ended, other, elsewhere, others)) {
        assertThat(moves.id()).isEqualTo(vault.id());
        assertThat(moves.records().records()).containsExactlyInAnyOrderElementsOf(labs);
        assertThat(view.records(LABORATORY).records()).containsExactlyInAnyOrderElementsOf(labs);
        assertThat(refused.check(LABORATORY, TREAT).refusal())
            .hasValueSatisfying(deny -> assertThat(deny.code()).isEqualTo(ErrorCode.GRANT_REVOKED));
        assertThat(moves.disclosures()).hasSize(2).allMatch(d -> d.receipt().holds());
      }
      others.forEach(Custodian::close);
    }
    other.close();
  }

  private static GrantTerms terms() {
    return GrantTerms.read(LABORATORY)
        .since("2025-01-01")
        .for_(TREAT)
        .expiresIn(Duration.ofDays(30));
  }

  private static List<HealthRecord> labs(int count, String day) {
    return IntStream.range(0, count)
        .mapToObj(i -> record(day + i, LABORATORY, day + (1 + i % 9), Label.NORMAL))
        .toList();
  }

  private static HealthRecord record(String id, Category category, String day, Label label) {
    byte[] content = ("content of " + id).getBytes(StandardCharsets.UTF_8);
    return new HealthRecord(
        new RecordId("Observation/" + id),
        "Observation",
        LocalDate.parse(day),
        Set.of(category),
        Set.of(label),
        content);
  }

  private static void erase(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files.sorted(Comparator.reverseOrder()).filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void corruptShards(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files
          .filter(f -> f.toString().contains("/shard/") && Files.isRegularFile(f))
          .toList()) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    }
  }
}
