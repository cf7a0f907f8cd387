// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.internal.flow.Household.labs;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.GrantedVault;
import health.habeas.Vault;
import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.error.IntegrityException;
import health.habeas.error.StorageException;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever call of a vault meets a ledger that fails: one family of errors, with the ledger's own inside, and no loss. */
class LedgerTroubleTest {
  @TempDir
  Path dir;

  private final Household home = new Household();
  private Optional<LedgerException> trouble = Optional.empty();
  private final Ledger ledger = failing();
  private Vault vault = home.vault;
  private GrantChain reads;
  private GrantChain writes;

  @BeforeEach
  void open() {
    home.vault.close();
    vault = opened();
    vault.put(labs("a", 2));
    reads = vault.grant(
        home.clinic.grantee(),
        GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(1)));
    writes = vault.grant(
        home.clinic.grantee(),
        GrantTerms.create(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(1)));
    try (GrantedVault writer = GrantedVault.open(writes, home.clinic, ledger, home.custodians)) {
      writer.deposit(labs("deposited", 1).get(0));
    }
  }

  @AfterEach
  void close() {
    vault.close();
    home.close();
  }

  private Vault opened() {
    return Vault.builder()
        .keys(home.alice)
        .ledger(ledger)
        .custodians(home.custodians, Household.LAYOUT)
        .open();
  }

  @Test
  void aLedgerThatIsAwayIsAStorageErrorWithItsOwnCodeInside() {
    calls().forEach((name, call) -> {
      trouble = Optional.of(
          new LedgerException.Retryable(LedgerErrorCode.UNAVAILABLE, "the test took it away"));
      assertThatExceptionOfType(StorageException.class)
          .as(name)
          .isThrownBy(call)
          .withMessageContaining("HBS-6105 the test took it away")
          .withMessageContaining(LedgerErrorCode.UNAVAILABLE.remedy())
          .withCause(trouble.get())
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_FAILED));
      trouble = Optional.empty();
    });
    assertNothingIsLost();
  }

  @Test
  void aLedgerThatContradictsItselfIsAnIntegrityErrorWithItsOwnCodeInside() {
    calls().forEach((name, call) -> {
      trouble =
          Optional.of(new LedgerException.Integrity(LedgerErrorCode.FORKED, "the test forked it"));
      assertThatExceptionOfType(IntegrityException.class)
          .as(name)
          .isThrownBy(call)
          .withMessageContaining("HBS-6303 the test forked it")
          .withCause(trouble.get())
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.RECEIPT_UNPROVEN));
      trouble = Optional.empty();
    });
    assertNothingIsLost();
  }

  @Test
  void aHolderWithoutTheLedgerForecastsFromWhatItKnew() {
    try (GrantedVault fresh = GrantedVault.open(reads, home.clinic, ledger, home.custodians);
        GrantedVault asked = GrantedVault.open(reads, home.clinic, ledger, home.custodians)) {
      assertThat(asked.check(LABORATORY, TREAT).refusal()).isEmpty();
      trouble = Optional.of(
          new LedgerException.Retryable(LedgerErrorCode.UNAVAILABLE, "the test took it away"));
      assertThat(asked.check(LABORATORY, TREAT).refusal()).isEmpty();
      assertThat(fresh.check(LABORATORY, TREAT).refusal())
          .hasValueSatisfying(
              deny -> assertThat(deny.code()).isEqualTo(ErrorCode.STALE_REVOCATIONS));
    }
  }

  @Test
  void aCustodianThatCantFollowSaysWhy() {
    var custodian = Custodians.over("alone", ShardStore.inMemory(), ledger, InstantSource.system());
    trouble = Optional.of(
        new LedgerException.Retryable(LedgerErrorCode.UNAVAILABLE, "the test took it away"));
    assertThatExceptionOfType(HabeasException.class)
        .isThrownBy(custodian::followLedger)
        .withMessageContaining("HBS-6105")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_FAILED));
  }

  /** Each call of the two doors that needs the ledger. */
  private Map<String, ThrowingCallable> calls() {
    GrantedVault reader = GrantedVault.open(reads, home.clinic, ledger, home.custodians);
    GrantedVault writer = GrantedVault.open(writes, home.clinic, ledger, home.custodians);
    reader.check(LABORATORY, TREAT);
    writer.check(LABORATORY, TREAT);
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("records", reader::records);
    calls.put("get", () -> reader.get(labs("a", 1).get(0).id()));
    calls.put("deposit", () -> writer.deposit(labs("b", 1).get(0)));
    calls.put("disclosures", vault::disclosures);
    calls.put("export", () -> vault.exportTo(dir.resolve("archive")));
    calls.put("file", vault::fileDeposits);
    calls.put("put", () -> vault.put(labs("c", 1)));
    calls.put("grant", () -> vault.grant(home.nurse.grantee(), Household.reading()));
    calls.put("revoke", () -> vault.revoke(writes.id()));
    calls.put("delete", () -> vault.delete(List.of(labs("c", 1).get(0).id())));
    calls.put("open", this::opened);
    return calls;
  }

  private void assertNothingIsLost() {
    vault.close();
    vault = opened();
    assertThat(vault.records().isComplete()).isTrue();
    assertThat(vault.records().records()).containsAll(labs("a", 2));
    try (GrantedVault reader = GrantedVault.open(reads, home.clinic, ledger, home.custodians)) {
      assertThat(reader.records().isComplete()).isTrue();
    }
    vault.put(labs("d", 1));
  }

  private Ledger failing() {
    return (Ledger) Proxy.newProxyInstance(
        Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (self, method, arguments) -> {
          if (trouble.isPresent() && !method.getName().equals("verifier")) {
            throw trouble.get();
          }
          try {
            return method.invoke(home.ledger, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }
}
