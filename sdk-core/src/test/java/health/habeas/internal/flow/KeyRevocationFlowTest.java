// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.internal.flow.Household.labs;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.GrantedVault;
import health.habeas.IssuedGrant;
import health.habeas.KeyRevocationReport;
import health.habeas.Revocation;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.grant.Decision;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.RevocationStatement;
import health.habeas.grant.VaultId;
import health.habeas.key.HolderKeys;
import health.habeas.key.Suite;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerProof;
import health.habeas.shard.OwnerSession;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that ends in a vault: what custodians deny, what the vault rotates, and what is left after a crash or a move. */
class KeyRevocationFlowTest {
  private final Household home = new Household();
  private GrantChain clinics;
  private GrantChain nurses;
  private GrantChain nursesOwn;

  @BeforeEach
  void handOn() {
    home.vault.put(labs("a", 2));
    clinics = home.vault.grant(home.clinic.grantee(), Household.reading().delegable(2));
    nursesOwn = home.grant(home.nurse);
    try (GrantedVault view = home.door(clinics, home.clinic)) {
      nurses = view.narrow(home.nurse.grantee(), day());
    }
  }

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void aKeyEndsWithItsGrantsAndWhatItHandedOn_L35() {
    KeyRevocationReport ended = home.vault.revokeKey(home.clinic.key());
    assertThat(ended.isFenced()).isTrue();
    assertThat(ended.fencedCustodians()).isEqualTo(3);
    assertThat(ended.grants()).containsExactly(clinics.id());
    assertThat(ended.receipt().holds()).isTrue();
    Revocation root = home.vault.revoke(clinics.id());
    assertThat(root.state()).isEqualTo(Revocation.State.ROTATED);
    assertThat(root.survivors()).isEqualTo(1);
    assertThat(refusal(clinics, home.clinic)).contains(ErrorCode.GRANT_REVOKED);
    assertThat(refusal(nurses, home.nurse)).contains(ErrorCode.GRANT_REVOKED);
    home.vault.put(labs("b", 1));
    assertThat(home.read(nursesOwn, home.nurse).records()).hasSize(3);

    long entries = home.ledger.head().claimed().size();
    assertThat(home.vault.revokeKey(home.clinic.key()).grants()).containsExactly(clinics.id());
    home.reopen();
    assertThat(home.vault.revokeKey(home.clinic.key()).rotatedCompartments()).isZero();
    assertThat(home.ledger.head().claimed().size()).isLessThanOrEqualTo(entries + 4);
    assertRefused(ErrorCode.KEY_REVOKED, () -> home.grant(home.clinic));
    assertRefused(ErrorCode.REVOCATION_INVALID, () -> home.vault.revokeKey(home.alice.key()));
  }

  @Test
  void whoeverGotAGrantFromTheKeyBelowIsFencedByIt_L35() {
    home.vault.revokeKey(home.nurse.key());
    assertThat(refusal(nurses, home.nurse)).contains(ErrorCode.KEY_REVOKED);
    assertThat(refusal(nursesOwn, home.nurse)).contains(ErrorCode.GRANT_REVOKED);
    assertThat(refusal(clinics, home.clinic)).isEmpty();
  }

  @Test
  void whatAnIssuerHandedOnBeforeEndsAndLaterGrantsLive_L33() {
    long now = home.ledger.head().claimed().size();
    assertThat(nurses.last().binding().ledgerSize()).isLessThan(now);
    KeyRevocationReport ended = home.vault.revokeIssuedBefore(home.clinic.key(), now);
    assertThat(ended.grants()).isEmpty();
    assertThat(ended.rotatedCompartments()).isPositive();
    assertThat(refusal(nurses, home.nurse)).contains(ErrorCode.GRANT_REVOKED);
    assertThat(refusal(clinics, home.clinic)).isEmpty();
    try (GrantedVault view = home.door(clinics, home.clinic)) {
      view.records();
      GrantChain later = view.narrow(home.nurse.grantee(), day());
      assertThat(later.last().binding().ledgerSize()).isGreaterThanOrEqualTo(now);
      assertThat(refusal(later, home.nurse)).isEmpty();
    }
  }

  @Test
  void whatTheVaultItselfGaveBeforeEnds_L33() {
    GrantChain later;
    long between = home.ledger.head().claimed().size();
    later = home.grant(home.nurse);
    assertThat(home.vault.revokeIssuedBefore(home.alice.key(), between).grants())
        .containsExactlyInAnyOrder(clinics.id(), nursesOwn.id());
    assertThat(home.vault.grants())
        .extracting(IssuedGrant::revoked)
        .containsExactly(true, true, false);
    assertThat(home.read(later, home.nurse).records()).hasSize(2);
  }

  @Test
  void aHolderEndsItsOwnKeyAndTheVaultTakesItIn_L30() {
    try (GrantedVault view = home.door(clinics, home.clinic)) {
      assertThat(view.revokeOwnKey().isFenced()).isTrue();
      assertThat(view.check(LABORATORY, TREAT).refusal().map(Decision.Deny::code))
          .contains(ErrorCode.KEY_REVOKED);
    }
    assertThat(refusal(nurses, home.nurse)).contains(ErrorCode.KEY_REVOKED);
    assertThat(home.read(nursesOwn, home.nurse).records()).hasSize(2);
    home.reopen();
    assertThat(home.vault.grants()).extracting(IssuedGrant::revoked).containsExactly(true, false);
    assertThat(home.vault.revoke(clinics.id()).state()).isEqualTo(Revocation.State.ROTATED);
    assertRefused(ErrorCode.KEY_REVOKED, () -> home.grant(home.clinic));
  }

  @Test
  void aStrangersStatementIsNotKept_L30() {
    RevocationStatement foreign = RevocationStatement.ofKey(
        home.vault.id(),
        home.clinic.key(),
        GrantPath.signer(home.nurse, Suite.S1),
        new SecureRandom());
    home.ledger.append(foreign.entry()).orThrow();
    RevocationStatement absent = RevocationStatement.ofKey(
        home.vault.id(),
        home.clinic.key(),
        GrantPath.signer(home.clinic, Suite.S1),
        new SecureRandom());
    RevocationStatement elsewhere = RevocationStatement.ofKey(
        VaultId.of(home.clinic.key()),
        home.clinic.key(),
        GrantPath.signer(home.clinic, Suite.S1),
        new SecureRandom());
    home.ledger.append(elsewhere.entry()).orThrow();
    Custodian custodian = home.custodians.get(0);
    assertRefused(ErrorCode.REVOCATION_INVALID, () -> custodian.revoke(foreign));
    assertRefused(ErrorCode.REVOCATION_INVALID, () -> custodian.revoke(absent));
    assertRefused(ErrorCode.UNKNOWN_VAULT, () -> custodian.revoke(elsewhere));
    assertThat(home.stores.get(0).list(home.vault.id().hex() + "/revocation/")).isEmpty();
    assertThat(refusal(clinics, home.clinic)).isEmpty();
  }

  @Test
  void aCustodianGoesByWhatItKeptAfterARestartAndThePatientCantTakeItBack_L32() {
    home.vault.revokeKey(home.nurse.key());
    Custodian restarted =
        Custodians.over("node-0", home.stores.get(0), home.ledger, InstantSource.system());
    try (GrantedVault view =
        GrantedVault.open(nurses, home.nurse, home.ledger, List.of(restarted))) {
      assertThat(view.records().refusal().map(Decision.Deny::code)).contains(ErrorCode.KEY_REVOKED);
    }
    ItemName kept = home.only(ItemKind.REVOCATION);
    OwnerSession owner =
        restarted.enter(OwnerProof.of(home.alice, "node-0", restarted.challenge()));
    assertThat(owner.get(kept)).isPresent();
    assertRefused(ErrorCode.REVOCATION_INVALID, () -> owner.delete(kept));
    assertRefused(ErrorCode.REVOCATION_INVALID, () -> owner.put(kept, new byte[1]));
  }

  @Test
  void aStrangersWordsAboutItsOwnKeyAreNotThePatientsBusiness() {
    try (HolderKeys stranger = HolderKeys.create("Stranger")) {
      for (int position = 1; position <= 3; position++) {
        home.custodians.get(0).revoke(published(stranger, position));
      }
    }
    long before = home.ledger.head().claimed().size();
    home.reopen();
    assertThat(home.ledger.head().claimed().size()).isEqualTo(before);
  }

  @Test
  void whatStrangersFillLeavesRoomForThePatient() {
    Custodian custodian = home.custodians.get(0);
    String folder = home.vault.id().hex() + "/revocation/";
    try (HolderKeys stranger = HolderKeys.create("Stranger")) {
      RevocationStatement kept = published(stranger, 1);
      custodian.revoke(kept);
      for (int i = 1; i < 1000; i++) {
        home.stores.get(0).putIfAbsent(folder + String.format("%064x", i), kept.bytes());
      }
      RevocationStatement more = published(stranger, 2);
      assertRefused(ErrorCode.REVOCATION_INVALID, () -> custodian.revoke(more));
      custodian.revoke(kept);
    }
    long now = home.ledger.head().claimed().size();
    assertThat(home.vault.revokeIssuedBefore(home.alice.key(), now).fencedCustodians())
        .isEqualTo(3);
  }

  private RevocationStatement published(HolderKeys signer, long before) {
    RevocationStatement statement = RevocationStatement.issuedBefore(
        home.vault.id(),
        signer.key(),
        before,
        GrantPath.signer(signer, Suite.S1),
        new SecureRandom());
    home.ledger.append(statement.entry()).orThrow();
    return statement;
  }

  @Test
  void aForeignFileAmongTheStatementsStopsNothing() {
    home.stores.get(0).putIfAbsent(home.vault.id().hex() + "/revocation/readme", new byte[] {1});
    home.vault.revokeKey(home.nurse.key());
    Custodian restarted =
        Custodians.over("node-0", home.stores.get(0), home.ledger, InstantSource.system());
    try (GrantedVault view =
        GrantedVault.open(nurses, home.nurse, home.ledger, List.of(restarted))) {
      assertThat(view.records().refusal().map(Decision.Deny::code)).contains(ErrorCode.KEY_REVOKED);
    }
  }

  @Test
  void aCustodianThatWasSilentIsToldAtTheNextOpening() {
    home.watch = refusing("/revocation/");
    KeyRevocationReport ended = home.vault.revokeKey(home.nurse.key());
    assertThat(ended.fencedCustodians()).isZero();
    assertThat(ended.isFenced()).isFalse();
    home.watch = Watch.NONE;
    home.reopen();
    IntStream.range(0, 3)
        .forEach(c -> assertThat(home.stores.get(c).list(home.vault.id().hex() + "/revocation/"))
            .hasSize(1));
    assertThat(home.vault.revokeKey(home.nurse.key()).isFenced()).isTrue();
  }

  @Test
  void whatWasCutOffIsFinishedAtTheNextOpening() {
    home.watch = refusing("/key-update/");
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> home.vault.revokeKey(home.clinic.key()));
    home.watch = Watch.NONE;
    assertThat(refusal(nurses, home.nurse)).isPresent();
    home.reopen();
    assertThat(home.vault.revoke(clinics.id()).state()).isEqualTo(Revocation.State.ROTATED);
    home.vault.put(labs("b", 1));
    assertThat(home.read(nursesOwn, home.nurse).records()).hasSize(3);
  }

  @Test
  void endsOfKeysGoWithTheVault_L55(@TempDir Path dir) {
    home.vault.revokeKey(home.nurse.key());
    GrantChain offices;
    HolderKeys office = HolderKeys.create("Office");
    try (GrantedVault view = home.door(clinics, home.clinic)) {
      offices = view.narrow(office.grantee(), day());
    }
    home.vault.revokeIssuedBefore(home.clinic.key(), offices.last().binding().ledgerSize() + 1);
    Path archive = dir.resolve("alice.habeas");
    home.vault.exportTo(archive);
    try (Household there = new Household(home, archive)) {
      assertThat(there.read(nurses, home.nurse).refusal().map(Decision.Deny::code))
          .contains(ErrorCode.KEY_REVOKED);
      assertThat(there.read(offices, office).refusal().map(Decision.Deny::code))
          .contains(ErrorCode.GRANT_REVOKED);
      assertThat(there.read(clinics, home.clinic).records()).hasSize(2);
      assertRefused(ErrorCode.KEY_REVOKED, () -> there.grant(home.nurse));
    }
    office.close();
  }

  private static Watch refusing(String part) {
    return new Watch() {
      @Override
      public void writes(String name) {
        if (name.contains(part)) {
          throw new StorageException(ErrorCode.STORE_FULL, "the test filled the disk");
        }
      }
    };
  }

  private Optional<ErrorCode> refusal(GrantChain chain, HolderKeys holder) {
    return home.read(chain, holder).refusal().map(Decision.Deny::code);
  }

  private static GrantTerms day() {
    return GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(1));
  }

  private static void assertRefused(ErrorCode code, Runnable call) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }
}
