// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.AuditReport;
import health.habeas.Vault;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.internal.erasure.ChunkProof;
import health.habeas.internal.erasure.Manifest;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Audits of a whole vault over four custodians, one of which a test may replace. */
class VaultAuditTest {
  private static final int SUSPECT = 2;

  private final PatientKeys alice = PatientKeys.create();
  private final HolderKeys operator = HolderKeys.create("Node Hosting Ltd");
  private final Ledger ledger = Ledgers.open("memory:");
  private final List<ShardStore> stores = new ArrayList<>();
  private final List<Custodian> custodians = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-25T10:00:00Z");
  private Vault vault;

  @BeforeEach
  void fill() {
    InstantSource clock = () -> now;
    IntStream.range(0, 4).forEach(i -> {
      stores.add(ShardStore.inMemory());
      custodians.add(Custodians.over("node-" + i, stores.get(i), ledger, clock, operator));
    });
    vault = open();
    vault.put(IntStream.range(0, 12).mapToObj(VaultAuditTest::record).toList());
  }

  @AfterEach
  void close() {
    vault.close();
    custodians.forEach(Custodian::close);
    ledger.close();
    operator.close();
    alice.close();
  }

  @Test
  void whatIsStoredIsProven() {
    AuditReport report = vault.audit(30);
    assertThat(report.isSound()).isTrue();
    assertThat(report.objects()).isGreaterThanOrEqualTo(2);
    assertThat(report.unreadable()).isZero();
    assertThat(report.custodians()).hasSize(4).allSatisfy(each -> {
      assertThat(each.asked()).isEqualTo(30);
      assertThat(each.sound()).isEqualTo(30);
      assertThat(each.key()).hasValue(operator.key());
    });
  }

  @Test
  void anEmptyVaultHasNothingToProve() {
    try (PatientKeys bob = PatientKeys.create();
        Vault empty = Vault.builder()
            .keys(bob)
            .ledger(ledger)
            .custodians(custodians, StripeLayout.of(2, 4))
            .open()) {
      AuditReport report = empty.audit(10);
      assertThat(report.objects()).isZero();
      assertThat(report.isSound()).isTrue();
    }
  }

  @Test
  void theOneThatLostSomethingIsNamed() {
    ShardStore store = stores.get(SUSPECT);
    store.list("").stream().filter(name -> name.contains("/shard/")).forEach(store::delete);
    AuditReport report = vault.audit(20);
    assertThat(report.isSound()).isFalse();
    assertThat(report.faults()).isEmpty();
    report
        .custodians()
        .forEach(each ->
            assertThat(each.notHeld()).isEqualTo(each.custodian().equals("node-2") ? 20 : 0));
  }

  @Test
  void theOneThatLiesIsProvenToLie() {
    replace(honest -> new Relayed(honest) {
      @Override
      public byte[] audit(AuditQuestion question) {
        Manifest manifest = Manifest.verified(
                question.manifest(), VaultCard.of(alice).itemKey().bytes())
            .orElseThrow();
        ChunkProof made = new ChunkProof(question.position().getAsInt(), new byte[64], new byte[0]);
        return CustodyStatement.sign(
            operator, name(), now, manifest, question, new CustodyStatement.Held(made));
      }
    });
    AuditReport report = vault.audit(5);
    assertThat(report.faults()).hasSize(5);
    FaultProof proof = FaultProof.parse(report.faults().get(0).bytes());
    assertThat(proof.vault()).isEqualTo(vault.id());
    assertThat(proof.describe()).contains("\"node-2\"", vault.id().hex());
    assertThat(report.custodians().get(SUSPECT).sound()).isZero();
    report.custodians().stream()
        .filter(each -> !each.custodian().equals("node-2"))
        .forEach(each -> assertThat(each.isSound()).isTrue());
  }

  @Test
  void aCustodianThatIsDownHasNotAnswered() {
    replace(honest -> new Relayed(honest) {
      @Override
      public byte[] audit(AuditQuestion question) {
        throw new StorageException(ErrorCode.STORE_FAILED, "down");
      }
    });
    CustodianAudit audit = vault.audit(5).custodians().get(SUSPECT);
    assertThat(audit.unanswered()).isEqualTo(5);
    assertThat(audit.isSound()).isFalse();
  }

  /** It never answers, and nobody has it answer for the others, or wait for the vault. */
  @Test
  void aCustodianThatHangsIsNamedInTimeAndKeepsNobodyWaiting() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger questions = new AtomicInteger();
    replace(honest -> new Relayed(honest) {
      @Override
      public byte[] audit(AuditQuestion question) {
        questions.incrementAndGet();
        asked.countDown();
        await(end);
        return super.audit(question);
      }
    });
    CompletableFuture<AuditReport> audit =
        CompletableFuture.supplyAsync(() -> vault.audit(20, Duration.ofSeconds(2)));
    await(asked);
    assertThat(vault.get(new RecordId("Observation/3")).records()).hasSize(1);
    assertThat(vault.put(List.of(record(13))).added()).isEqualTo(1);
    assertThat(audit).as("the vault did not wait for it").isNotDone();
    AuditReport report = audit.get(60, TimeUnit.SECONDS);
    assertThat(report.notAnswering()).containsExactly("node-2");
    assertThat(report.isSound()).isFalse();
    report.custodians().forEach(each -> {
      boolean hangs = each.custodian().equals("node-2");
      assertThat(each.asked()).isEqualTo(20);
      assertThat(each.unanswered()).isEqualTo(hangs ? 20 : 0);
      assertThat(each.sound()).isEqualTo(hangs ? 0 : 20);
      assertThat(each.isAnswering()).isEqualTo(!hangs);
    });
    // What hung in one audit is no new thread in the next.
    assertThat(vault.audit(3, Duration.ofSeconds(2)).notAnswering()).containsExactly("node-2");
    assertThat(questions).hasValue(1);
    end.countDown();
  }

  /** A slow one is not passed over: it has proven what it could in the time. */
  @Test
  void whatWasAnsweredBeforeTheEndCounts() {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger left = new AtomicInteger(5);
    replace(honest -> new Relayed(honest) {
      @Override
      public byte[] audit(AuditQuestion question) {
        if (left.decrementAndGet() < 0) {
          await(end);
        }
        return super.audit(question);
      }
    });
    CustodianAudit audit = vault.audit(20, Duration.ofSeconds(2)).custodians().get(SUSPECT);
    assertThat(audit.sound()).isEqualTo(5);
    assertThat(audit.unanswered()).isEqualTo(15);
    assertThat(audit.isAnswering()).isFalse();
    end.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Names that a custodian makes up stop no audit; they are counted, as objects that nobody has a manifest of. */
  @Test
  void manifestsThatNobodySignedAreCountedAndLeftOut() {
    String folder = vault.id().hex() + "/manifest/";
    stores.get(SUSPECT).putIfAbsent(folder + "00.1", new byte[3]);
    stores.get(SUSPECT).putIfAbsent(folder + "ab".repeat(32), new byte[3]);
    int objects = vault.auditPlan(Duration.ofDays(1)).objects();
    AuditReport report = vault.audit(5);
    assertThat(report.unreadable()).isEqualTo(2);
    assertThat(report.objects()).isEqualTo(objects);
    assertThat(report.custodians())
        .allSatisfy(each -> assertThat(each.isSound()).isTrue());
    assertThat(report.isSound()).isFalse();
  }

  /** One custodian's altered copy of a manifest is passed over for another's. */
  @Test
  void anAlteredManifestIsTakenFromAnotherCustodian() {
    ShardStore store = stores.get(0);
    String name = store.list("").stream()
        .filter(each -> each.contains("/manifest/"))
        .findFirst()
        .orElseThrow();
    byte[] altered = store.get(name).orElseThrow();
    altered[altered.length - 1] ^= 1;
    store.delete(name);
    store.putIfAbsent(name, altered);
    AuditReport report = vault.audit(40);
    assertThat(report.unreadable()).isZero();
    // It does not keep what the patient signed, so it can't say that its shard is the one.
    assertThat(report.custodians().get(0).notHeld()).isGreaterThan(0);
    assertThat(report.custodians().get(1).isSound()).isTrue();
  }

  @Test
  void aPlanServesAnAuditorWithoutKeysUntilItsEnd() {
    AuditPlan plan = AuditPlan.parse(vault.auditPlan(Duration.ofDays(7)).bytes());
    for (Custodian custodian : custodians) {
      assertThat(plan.audit(custodian, 10).isSound()).isTrue();
    }
    now = now.plus(Duration.ofDays(7));
    CustodianAudit late = plan.audit(custodians.get(0), 3);
    assertThat(late.unanswered()).isEqualTo(3);
  }

  @Test
  void anObjectThatWasPlacedOverMoreSeatsIsAskedForWhereItLies() {
    try (PatientKeys bob = PatientKeys.create();
        Vault wide = Vault.builder()
            .keys(bob)
            .ledger(ledger)
            .clock(() -> now)
            .custodians(custodians, StripeLayout.of(2, 3))
            .open()) {
      wide.put(IntStream.range(0, 12).mapToObj(VaultAuditTest::record).toList());
      assertThat(wide.audit(20)).matches(AuditReport::isSound);
      // and a check of a disk does not miss what was never placed there
      for (ShardStore store : stores) {
        assertThat(Custodians.check(store, finding -> {})).matches(DiskReport::isSound);
      }
    }
  }

  @Test
  void eachTicketServesOnceAndThenThereAreNone() {
    Set<String> nonces = new HashSet<>();
    int[] asked = {0};
    try (PatientKeys bob = PatientKeys.create();
        Vault ticketed = ticketed(bob, 3, honest -> new Relayed(honest) {
          @Override
          public synchronized byte[] audit(AuditQuestion question) {
            assertThat(question.position()).isEmpty();
            nonces.add(HexFormat.of().formatHex(question.nonce()));
            asked[0]++;
            return super.audit(question);
          }
        })) {
      for (int audit = 0; audit < 3; audit++) {
        AuditReport report = ticketed.auditByTicket(10);
        // two objects, each with one shard at each of four custodians
        assertThat(report.objects()).isEqualTo(8);
        assertThat(report.isSound()).isTrue();
      }
      assertThat(asked[0]).isEqualTo(6);
      assertThat(nonces).hasSize(6);
      assertRefused(() -> ticketed.auditByTicket(1));
    }
  }

  @Test
  void aTicketIsUsedEvenIfItsQuestionWasNeverAnswered() {
    Set<String> nonces = new HashSet<>();
    int[] asked = {0};
    try (PatientKeys bob = PatientKeys.create();
        Vault ticketed = ticketed(bob, 2, honest -> new Relayed(honest) {
          @Override
          public synchronized byte[] audit(AuditQuestion question) {
            nonces.add(HexFormat.of().formatHex(question.nonce()));
            asked[0]++;
            throw new StorageException(ErrorCode.STORE_FAILED, "down");
          }
        })) {
      assertThat(ticketed.auditByTicket(10).custodians().get(SUSPECT).unanswered())
          .isEqualTo(2);
      assertThat(ticketed.auditByTicket(10).custodians().get(SUSPECT).unanswered())
          .isEqualTo(2);
      assertThat(nonces).hasSize(asked[0]);
    }
  }

  @Test
  void aTicketFindsALostShareAWrongDigestAndALostShard() {
    try (PatientKeys bob = PatientKeys.create();
        Vault ticketed = ticketed(bob, 8, UnaryOperator.identity())) {
      String folder = ticketed.id().hex() + "/shard/";
      for (ShardStore store : List.of(stores.get(0), stores.get(1))) {
        for (String name : store.list(folder)) {
          byte[] shard = store.get(name).orElseThrow();
          shard[shard.length - 1] ^= 1; // the share behind the chunks
          store.delete(name);
          if (store == stores.get(0)) {
            store.putIfAbsent(name, shard);
          }
        }
      }
      AuditReport report = ticketed.auditByTicket(10);
      assertThat(report.custodians().get(0).notHeld()).isEqualTo(2);
      assertThat(report.custodians().get(1).notHeld()).isEqualTo(2);
      assertThat(report.custodians().get(3).isSound()).isTrue();
    }
    try (PatientKeys bob = PatientKeys.create();
        Vault ticketed = ticketed(bob, 8, honest -> new Relayed(honest) {
          @Override
          public byte[] audit(AuditQuestion question) {
            Manifest manifest = Manifest.verified(
                    question.manifest(), VaultCard.of(bob).itemKey().bytes())
                .orElseThrow();
            return CustodyStatement.sign(
                operator,
                name(),
                now,
                manifest,
                question,
                new CustodyStatement.Digest(new byte[32]));
          }
        })) {
      CustodianAudit audit = ticketed.auditByTicket(10).custodians().get(SUSPECT);
      assertThat(audit.unanswered()).isEqualTo(2);
      assertThat(audit.faults()).isEmpty();
    }
  }

  /** What was written without tickets has none, and a put that fails leaves none behind. */
  @Test
  void ticketsAreOnlyWhereThePatientWantsThem() {
    assertRefused(() -> vault.auditByTicket(1));
    assertThat(stores.get(0).list("")).noneMatch(name -> name.contains("/audit-ticket/"));
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> Vault.builder().auditTickets(65))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.VAULT_CONFIGURATION));
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> Vault.builder().auditTickets(-1));
  }

  private Vault ticketed(PatientKeys keys, int perShard, UnaryOperator<Custodian> by) {
    List<Custodian> others = new ArrayList<>(custodians);
    others.set(SUSPECT, by.apply(others.get(SUSPECT)));
    Vault ticketed = Vault.builder()
        .keys(keys)
        .ledger(ledger)
        .clock(() -> now)
        .custodians(others, StripeLayout.of(2, 4))
        .auditTickets(perShard)
        .open();
    ticketed.put(List.of(record(1), record(2)));
    return ticketed;
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertRefused(() -> vault.audit(0));
    assertRefused(() -> vault.auditByTicket(0));
    assertRefused(() -> vault.audit(1, Duration.ZERO));
    assertRefused(() -> vault.audit(1, Duration.ofSeconds(-1)));
    assertRefused(() -> vault.audit(1, Duration.ofHours(25)));
    assertRefused(() -> vault.auditByTicket(1, Duration.ofHours(25)));
    assertRefused(() -> vault.auditPlan(Duration.ofDays(-1)));
    assertRefused(() -> vault.auditPlan(AuditPass.MAX_VALIDITY.plusSeconds(1)));
  }

  private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.AUDIT_REFUSED));
  }

  private void replace(UnaryOperator<Custodian> by) {
    vault.close();
    custodians.set(SUSPECT, by.apply(custodians.get(SUSPECT)));
    vault = open();
  }

  private Vault open() {
    return Vault.builder()
        .keys(alice)
        .ledger(ledger)
        .clock(() -> now)
        .custodians(custodians, StripeLayout.of(2, 4))
        .open();
  }

  private static HealthRecord record(int number) {
    byte[] content = new byte[1 + 20_000 * number];
    new Random(number).nextBytes(content);
    return new HealthRecord(
        new RecordId("Observation/" + number),
        "Observation",
        LocalDate.of(2026, 3, 3),
        Set.of(number % 2 == 0 ? Category.LABORATORY : Category.DOCUMENTS),
        Set.of(Label.NORMAL),
        content);
  }
}
