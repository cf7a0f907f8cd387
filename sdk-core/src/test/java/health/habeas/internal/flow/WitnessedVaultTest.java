// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.GrantedVault;
import health.habeas.Receipt;
import health.habeas.Vault;
import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.error.IntegrityException;
import health.habeas.error.StorageException;
import health.habeas.grant.GrantChain;
import health.habeas.grant.LedgerRevocations;
import health.habeas.grant.Purpose;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.proof.Cosigner;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.TrustPolicy;
import health.habeas.ledger.trust.HeadStore;
import health.habeas.ledger.trust.LedgerTrust;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vault whose patient, holders and custodians believe a log only as far as a witness cosigned it. */
class WitnessedVaultTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final PatientKeys alice = PatientKeys.create();
  private final HolderKeys clinic = HolderKeys.create("St. Mary Cardiology");
  private final Ledger log = Ledgers.open("memory:");
  private final Cosigner witness =
      Cosigner.of(SignerKey.generate("witness.example", new SecureRandom()));
  private volatile boolean witnessed = true;
  private volatile Duration later = Duration.ZERO;
  private List<Custodian> custodians;
  private Vault vault;

  @TempDir
  Path heads;

  @BeforeEach
  void open() {
    custodians = IntStream.range(0, Household.LAYOUT.total())
        .mapToObj(i -> Custodians.over(
            "node-" + i, ShardStore.inMemory(), trust().over(door()), InstantSource.system()))
        .toList();
    vault = Vault.builder()
        .keys(alice)
        .ledger(door())
        .trust(trust())
        .custodians(custodians, Household.LAYOUT)
        .open();
  }

  @AfterEach
  void close() {
    vault.close();
    custodians.forEach(Custodian::close);
    log.close();
    clinic.close();
    alice.close();
  }

  private LedgerTrust trust() {
    TrustPolicy.Witness listed = new TrustPolicy.Witness("w", witness.key(), "");
    TrustPolicy policy = new TrustPolicy(List.of(), List.of(listed), List.of(), "w");
    return LedgerTrust.keeping(HeadStore.directory(heads))
        .witnessedBy(policy, HOUR)
        .withPatience(Duration.ZERO)
        .withClock(() -> Instant.now().plus(later));
  }

  /** The log as it is served: with the witness's line, while the witness is there. */
  private Ledger door() {
    return (Ledger) Proxy.newProxyInstance(
        Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (self, method, arguments) -> {
          try {
            Object answer = method.invoke(log, arguments);
            return witnessed && answer instanceof SignedCheckpoint head
                ? witness.cosign(head, Instant.now())
                : answer;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private GrantedVault view(GrantChain chain, Ledger ledger) {
    return GrantedVault.open(chain, clinic, ledger, custodians);
  }

  private static void assertWaits(ThrowingCallable call) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_FAILED))
        .withMessageContaining("HBS-6310");
  }

  @Test
  void receiptsAreUnderHeadsThatTheWitnessCosigned() {
    Receipt receipt = vault.put(Household.labs("a", 2)).receipt();
    assertThat(witness.key().cosigned(receipt.proof().checkpoint())).isPresent();
    GrantChain chain = vault.grant(clinic.grantee(), Household.reading());
    try (GrantedVault view = view(chain, trust().over(door()))) {
      assertThat(view.records(LABORATORY).records()).hasSize(2);
    }
    assertThat(vault.disclosures())
        .isNotEmpty()
        .allSatisfy(
            shown -> assertThat(witness.key().cosigned(shown.receipt().proof().checkpoint()))
                .isPresent());
  }

  @Test
  void aPutIsCommittedAndOnlyItsReceiptWaits() {
    witnessed = false;
    assertWaits(() -> vault.put(Household.labs("a", 1)));
    assertThat(vault.records().records()).hasSize(1);
    witnessed = true;
    assertThat(vault.put(Household.labs("a", 1)).receipt().holds()).isTrue();
  }

  @Test
  void noReadWithoutAWitness() {
    vault.put(Household.labs("a", 1));
    GrantChain chain = vault.grant(clinic.grantee(), Household.reading());
    witnessed = false;
    try (GrantedVault view = view(chain, trust().over(door()))) {
      assertWaits(() -> view.records(LABORATORY));
    }
    // A holder that does not ask for witnesses is refused by custodians that do.
    try (GrantedVault view = view(chain, log)) {
      assertThat(view.records(LABORATORY).records()).isEmpty();
      assertThat(view.records(LABORATORY).refusal().toString()).contains("HBS-1018");
    }
    witnessed = true;
    try (GrantedVault view = view(chain, trust().over(door()))) {
      assertThat(view.records(LABORATORY).records()).hasSize(1);
    }
  }

  @Test
  void aRevocationDeniesBeforeAnyWitnessSawIt() {
    vault.put(Household.labs("a", 1));
    GrantChain chain = vault.grant(clinic.grantee(), Household.reading());
    long settled = custodians.get(0).followLedger();
    witnessed = false;
    assertWaits(() -> vault.revoke(chain.id()));
    try (GrantedVault view = view(chain, trust().over(door()))) {
      assertThat(view.check(LABORATORY, Purpose.TREAT).toString()).contains("HBS-1004");
    }
    assertThat(custodians.get(0).followLedger()).isEqualTo(settled);
    witnessed = true;
    assertThat(vault.revoke(chain.id()).fencedCustodians()).isEqualTo(custodians.size());
  }

  @Test
  void aFrozenLogAllowsAndGrantsNothing() {
    vault.put(Household.labs("a", 1));
    GrantChain chain = vault.grant(clinic.grantee(), Household.reading());
    witnessed = false;
    later = HOUR.plusMinutes(1);
    try (GrantedVault view = view(chain, log)) {
      assertThat(view.records(LABORATORY).refusal().toString()).contains("HBS-1017");
    }
    assertThatExceptionOfType(IntegrityException.class)
        .isThrownBy(() -> vault.grant(clinic.grantee(), Household.reading()))
        .withMessageContaining("HBS-6320");
    // Her own records are hers all the same.
    assertThat(vault.records().records()).hasSize(1);
  }

  @Test
  void aViewCountsWhatTheWitnessSawAndDeniesByMore() {
    LedgerRevocations revocations = LedgerRevocations.of(trust().over(door()));
    vault.put(Household.labs("a", 1));
    revocations.follow(Instant.now());
    long settled = revocations.followed();
    assertThat(settled).isPositive();
    witnessed = false;
    assertThatExceptionOfType(HabeasException.class)
        .isThrownBy(() -> vault.put(Household.labs("b", 1)));
    assertThat(revocations.follow(Instant.now()).followed()).isEqualTo(settled);
    witnessed = true;
    assertThat(revocations.follow(Instant.now()).followed()).isGreaterThan(settled);
  }
}
