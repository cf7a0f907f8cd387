// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.AuditReport;
import health.habeas.Vault;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.erasure.DeletionOrder;
import health.habeas.internal.erasure.Manifest;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What custodians signed that they have makes a loss provable to others, and no patient makes one up. */
class CustodyReceiptTest {
  private static final int SUSPECT = 1;

  private final PatientKeys alice = PatientKeys.create();
  private final List<HolderKeys> operators = new ArrayList<>();
  private final Ledger ledger = Ledgers.open("memory:");
  private final List<ShardStore> stores = new ArrayList<>();
  private final List<Custodian> custodians = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-25T10:00:00Z");

  CustodyReceiptTest() {
    IntStream.range(0, 3).forEach(i -> {
      operators.add(HolderKeys.create("Operator " + i));
      stores.add(ShardStore.inMemory());
      custodians.add(
          Custodians.over("node-" + i, stores.get(i), ledger, () -> now, operators.get(i)));
    });
  }

  @AfterEach
  void close() {
    custodians.forEach(Custodian::close);
    operators.forEach(HolderKeys::close);
    ledger.close();
    alice.close();
  }

  private Vault open(Suite suite) {
    return Vault.builder()
        .keys(alice)
        .suite(suite)
        .ledger(ledger)
        .clock(() -> now)
        .custodians(custodians, StripeLayout.of(2, 3))
        .custodyReceipts()
        .open();
  }

  private static HealthRecord record(int number) {
    byte[] content = new byte[5_000];
    new Random(number).nextBytes(content);
    return new HealthRecord(
        new RecordId("Observation/" + number),
        "Observation",
        LocalDate.of(2026, 3, 3),
        Set.of(Category.LABORATORY),
        Set.of(Label.NORMAL),
        content);
  }

  private List<String> names(int custodian, String folder) {
    return stores.get(custodian).list("").stream()
        .filter(name -> name.contains("/" + folder + "/"))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void aLossIsProvenToAnybodyByWhatTheCustodianSignedBeforeAndAfter(Suite suite) {
    try (Vault vault = open(suite)) {
      vault.put(List.of(record(1)));
      assertThat(vault.audit(5)).matches(AuditReport::isSound);
      names(SUSPECT, "shard").forEach(stores.get(SUSPECT)::delete);
      // It may lose its copy of its own receipt, too.
      names(SUSPECT, "custody").forEach(stores.get(SUSPECT)::delete);
      now = now.plus(Duration.ofDays(1));
      AuditReport report = vault.audit(5);
      CustodianAudit audit = report.custodians().get(SUSPECT);
      assertThat(audit.notHeld()).isEqualTo(5);
      assertThat(audit.shortfalls()).hasSize(5);
      assertThat(report.faults()).hasSize(5).isEqualTo(audit.faults());
      FaultProof proof = FaultProof.parse(report.faults().get(0).bytes());
      assertThat(proof.custodian()).isEqualTo("node-1");
      assertThat(proof.custodianKey()).isEqualTo(operators.get(SUSPECT).key());
      assertThat(proof.vault()).isEqualTo(vault.id());
      assertThat(proof.time()).isEqualTo(now);
      assertThat(proof.receipt()).hasValueSatisfying(receipt -> {
        assertThat(receipt.time()).isEqualTo(now.minus(Duration.ofDays(1)));
        assertThat(CustodyReceipt.parse(receipt.bytes())).isEqualTo(receipt);
      });
      assertThat(proof.describe())
          .startsWith("Fault proof: a custodian lost what it had signed to have.")
          .contains("it had it at   2026-11-25T10:00:00Z", "it signed at   2026-11-26T10:00:00Z")
          .doesNotContain("chunk");
      assertThat(proof.toString()).hasSizeLessThan(80);
      assertEveryAlteredByteIsRefused(proof.bytes());
    }
  }

  private static void assertEveryAlteredByteIsRefused(byte[] bytes) {
    for (int i = 0; i < bytes.length; i += 7) {
      byte[] altered = bytes.clone();
      altered[i] ^= 1;
      assertUnproven(() -> FaultProof.parse(altered));
    }
    assertUnproven(() -> FaultProof.parse(Arrays.copyOf(bytes, bytes.length - 1)));
  }

  private static void assertUnproven(ThrowingCallable made) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(made)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAULT_UNPROVEN));
  }

  @Test
  void withoutReceiptsALossIsCountedAndNotProven() {
    try (Vault vault = Vault.builder()
        .keys(alice)
        .ledger(ledger)
        .clock(() -> now)
        .custodians(custodians, StripeLayout.of(2, 3))
        .open()) {
      vault.put(List.of(record(1)));
      assertThat(names(0, "custody")).isEmpty();
      names(SUSPECT, "shard").forEach(stores.get(SUSPECT)::delete);
      AuditReport report = vault.audit(5);
      assertThat(report.custodians().get(SUSPECT).notHeld()).isEqualTo(5);
      assertThat(report.faults()).isEmpty();
    }
  }

  /** Her order is the custodian's defence, whoever asks about the object later. */
  @Test
  void whatThePatientDeletedIsNobodysFault() {
    try (Vault vault = open(Suite.S1)) {
      vault.put(List.of(record(1)));
      AuditPlan before = vault.auditPlan(Duration.ofDays(7));
      assertThat(names(0, "custody")).hasSize(1);
      vault.delete(List.of(record(1).id()));
      assertThat(names(SUSPECT, "shard")).isEmpty();
      assertThat(names(0, "custody")).isEmpty();
      assertThat(names(SUSPECT, "deletion")).hasSize(1);
      CustodianAudit audit = before.audit(custodians.get(SUSPECT), 3);
      assertThat(audit.notHeld()).isEqualTo(3);
      assertThat(audit.shortfalls()).isEmpty();
      assertThat(Custodians.check(stores.get(SUSPECT), finding -> {}))
          .matches(DiskReport::isSound)
          .satisfies(report -> assertThat(report.leftovers()).isZero());
    }
  }

  /** She could delete a piece behind the custodian's back only with a word of hers that it can show. */
  @Test
  void noPatientCanMakeACustodianLoseWhatItSignedToHave() {
    try (Vault vault = open(Suite.S1)) {
      vault.put(List.of(record(1)));
      Custodian custodian = custodians.get(SUSPECT);
      VaultCard card = VaultCard.of(alice);
      OwnerSession session =
          custodian.enter(OwnerProof.of(alice, Suite.S1, custodian.name(), custodian.challenge()));
      ItemName manifest = session.list(ItemKind.MANIFEST).get(0);
      ItemName shard = session.list(ItemKind.SHARD).get(0);
      byte[] objectId = HexFormat.of().parseHex(manifest.name());
      ItemName order = ItemName.of(ItemKind.DELETION, objectId);
      assertUnordered(() -> session.delete(manifest));
      assertUnordered(() -> session.delete(shard));
      byte[] forged = DeletionOrder.sign(operators.get(SUSPECT).signer(SECRET_ACCESS), objectId);
      assertUnordered(() -> session.put(order, forged));
      byte[] signed = session.get(manifest).orElseThrow();
      Manifest parsed = Manifest.verified(signed, card.itemKey().bytes()).orElseThrow();
      int index = Integer.parseInt(shard.name().substring(65));
      AuditQuestion question = new AuditQuestion(
          AuditPass.of(alice, Suite.S1, now.plus(Duration.ofDays(1))),
          signed,
          index,
          OptionalInt.empty(),
          new byte[32]);
      CustodyReceipt receipt = CustodyReceipt.parse(custodian.audit(question));
      assertThat(receipt.objectRoot()).isEqualTo(parsed.objectRoot());
      session.put(order, DeletionOrder.sign(alice.signer(SECRET_ACCESS), objectId));
      assertUnordered(() -> session.delete(order));
      session.delete(shard);
      byte[] answer = custodian.audit(question);
      assertUnproven(() -> CustodyReceipt.parse(answer));
      assertThat(FaultProof.ofLoss(card, new Shortfall(signed, index, answer), receipt))
          .isEmpty();
    }
  }

  private static void assertUnordered(ThrowingCallable call) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DELETION_UNORDERED));
  }

  /** What is altered owes nobody anything: a repair replaces it, and a proof of its loss stays one. */
  @Test
  void anAlteredPieceIsReplacedWithoutAnOrder() {
    try (Vault vault = open(Suite.S1)) {
      vault.put(List.of(record(1)));
      String shard = names(SUSPECT, "shard").get(0);
      byte[] altered = stores.get(SUSPECT).get(shard).orElseThrow();
      altered[7] ^= 1;
      stores.get(SUSPECT).delete(shard);
      stores.get(SUSPECT).putIfAbsent(shard, altered);
      assertThat(vault.audit(3).faults()).hasSize(3);
      assertThat(vault.repair().isWhole()).isTrue();
      assertThat(vault.audit(3)).matches(AuditReport::isSound);
      assertThat(names(SUSPECT, "deletion")).isEmpty();
    }
  }

  /** Two true statements that don't belong together prove nothing. */
  @Test
  void receiptAndAdmissionMustBeAboutOnePiece() {
    try (Vault vault = open(Suite.S1)) {
      vault.put(List.of(record(1)));
      names(SUSPECT, "shard").forEach(stores.get(SUSPECT)::delete);
      names(2, "shard").forEach(stores.get(2)::delete);
      List<Shortfall> shortfalls = vault.audit(1).custodians().stream()
          .flatMap(each -> each.shortfalls().stream())
          .toList();
      assertThat(shortfalls).hasSize(2);
      List<CustodyReceipt> receipts = vault.audit(1).faults().stream()
          .map(fault -> fault.receipt().orElseThrow())
          .toList();
      VaultCard card = VaultCard.of(alice);
      assertThat(FaultProof.ofLoss(card, shortfalls.get(0), receipts.get(0))).isPresent();
      assertThat(FaultProof.ofLoss(card, shortfalls.get(0), receipts.get(1))).isEmpty();
      assertThat(FaultProof.ofLoss(card, shortfalls.get(1), receipts.get(0))).isEmpty();
      now = now.minus(Duration.ofDays(2));
      List<Shortfall> earlier = vault.audit(1).custodians().get(SUSPECT).shortfalls();
      assertThat(FaultProof.ofLoss(card, earlier.get(0), receipts.get(0)))
          .as("it had it later")
          .isEmpty();
    }
  }

  @Test
  void theFirstKeyOfACustodianIsItsOnlyOne() {
    try (Vault vault = open(Suite.S1)) {
      vault.put(List.of(record(1)));
      assertThat(vault.custodianKeys())
          .isEqualTo(Map.of(
              "node-0", operators.get(0).key(),
              "node-1", operators.get(1).key(),
              "node-2", operators.get(2).key()));
    }
    operators.add(HolderKeys.create("Another"));
    custodians.set(
        SUSPECT,
        Custodians.over("node-1", stores.get(SUSPECT), ledger, () -> now, operators.get(3)));
    try (Vault vault = open(Suite.S1)) {
      assertThat(vault.custodianKeys().get("node-1")).isEqualTo(operators.get(1).key());
      AuditReport report = vault.audit(3);
      assertThat(report.notAnswering()).containsExactly("node-1");
      assertThat(report.custodians().get(SUSPECT).key())
          .hasValue(operators.get(1).key());
      AuditPlan plan = AuditPlan.parse(vault.auditPlan(Duration.ofDays(1)).bytes());
      assertThat(plan.audit(custodians.get(SUSPECT), 3).unanswered()).isEqualTo(3);
      assertThat(plan.audit(custodians.get(0), 3).sound()).isEqualTo(3);
      // It gives no receipt that the vault would take, and the others do.
      vault.put(List.of(record(2)));
      stores.forEach(store ->
          store.list("").stream().filter(name -> name.contains("/shard/")).forEach(store::delete));
      assertThat(vault.audit(9).faults())
          .isNotEmpty()
          .allSatisfy(fault -> assertThat(fault.custodian()).isIn("node-0", "node-2"));
    }
  }

  /** One that signs with keys that are gone when it is closed is no other one each time. */
  @Test
  void aCustodianWithoutKeysOfItsOwnIsNotBound() {
    custodians.replaceAll(each ->
        Custodians.over(each.name(), stores.get(custodians.indexOf(each)), ledger, () -> now));
    try (Vault vault = open(Suite.S1)) {
      vault.put(List.of(record(1)));
      assertThat(vault.custodianKeys()).isEmpty();
      assertThat(vault.audit(3)).matches(AuditReport::isSound);
    }
  }
}
