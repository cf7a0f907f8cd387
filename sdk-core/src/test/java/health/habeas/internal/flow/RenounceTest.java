// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.internal.flow.Household.labs;
import static health.habeas.record.Category.DOCUMENTS;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.GrantedVault;
import health.habeas.IssuedGrant;
import health.habeas.PublishedRevocation;
import health.habeas.Revocation;
import health.habeas.Vault;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.grant.Binding;
import health.habeas.grant.Decision;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Parties;
import health.habeas.grant.StatusHandle;
import health.habeas.key.HolderKeys;
import health.habeas.key.Suite;
import health.habeas.ledger.Ledger;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Grants that end in other ways than by the patient's revocation of a root grant: by a holder, by an issuer, one link alone. */
@ParameterizedClass
@EnumSource(Suite.class)
class RenounceTest {
  private final Household home;
  private final HolderKeys office = HolderKeys.create("Billing Office");
  private GrantChain clinics;
  private GrantChain nurses;
  private GrantChain offices;

  RenounceTest(Suite suite) {
    home = new Household(suite);
  }

  @BeforeEach
  void handOn() {
    home.vault.put(labs("a", 2));
    clinics = home.vault.grant(home.clinic.grantee(), Household.reading().delegable(2));
    try (GrantedVault view = home.door(clinics, home.clinic)) {
      nurses = view.narrow(home.nurse.grantee(), day().delegable(1));
    }
    try (GrantedVault view = home.door(nurses, home.nurse)) {
      offices = view.narrow(office.grantee(), lasting(Duration.ofHours(12)));
    }
  }

  @AfterEach
  void close() {
    office.close();
    home.close();
  }

  @Test
  void aRenouncedGrantIsDeniedAndTheVaultRotatesAtItsNextOpening_L30() {
    GrantChain survivor = home.grant(home.nurse);
    try (GrantedVault view = home.door(clinics, home.clinic)) {
      PublishedRevocation ended = view.renounce();
      assertThat(ended.isFenced()).isTrue();
      assertThat(ended.receipt().holds()).isTrue();
      assertThat(view.renounce())
          .usingRecursiveComparison()
          .ignoringFields("receipt")
          .isEqualTo(ended);
    }
    assertThat(refusal(clinics, home.clinic)).contains(ErrorCode.GRANT_REVOKED);
    assertThat(refusal(nurses, home.nurse)).contains(ErrorCode.GRANT_REVOKED);
    assertThat(home.vault.grants().get(0).revoked()).isFalse();

    home.reopen();

    assertThat(home.vault.grants()).extracting(IssuedGrant::revoked).containsExactly(true, false);
    Revocation state = home.vault.revoke(clinics.id());
    assertThat(state.state()).isEqualTo(Revocation.State.ROTATED);
    assertThat(state.rotatedCompartments()).isPositive();
    assertThat(state.survivors()).isEqualTo(1);
    home.vault.put(labs("b", 1));
    assertThat(home.read(survivor, home.nurse).records()).hasSize(3);
    long entries = home.ledger.head().claimed().size();
    home.reopen();
    assertThat(home.ledger.head().claimed().size()).isEqualTo(entries);
  }

  @Test
  void anIssuerEndsWhatItHandedOnAndNothingElse_L29() {
    try (GrantedVault view = home.door(clinics, home.clinic)) {
      assertThat(view.revoke(offices).isFenced()).isTrue();
      assertThat(refusal(offices, office)).contains(ErrorCode.GRANT_REVOKED);
      assertThat(refusal(nurses, home.nurse)).isEmpty();
      view.revoke(nurses);
    }
    assertThat(refusal(nurses, home.nurse)).contains(ErrorCode.GRANT_REVOKED);
    assertThat(refusal(clinics, home.clinic)).isEmpty();
  }

  @Test
  void nobodyEndsWhatIsNotBelow_L30() {
    GrantChain other = home.grant(office);
    long entries = home.ledger.head().claimed().size();
    try (GrantedVault view = home.door(nurses, home.nurse)) {
      for (GrantChain foreign : new GrantChain[] {clinics, nurses, other}) {
        assertRefused(ErrorCode.GRANT_UNKNOWN, () -> view.revoke(foreign));
      }
    }
    assertThat(home.ledger.head().claimed().size()).isEqualTo(entries);
  }

  @Test
  void thePatientEndsOneLink_L29() {
    Revocation ended = home.vault.revoke(nurses);
    assertThat(ended.grant()).isEqualTo(nurses.id());
    assertThat(ended.state()).isEqualTo(Revocation.State.ROTATED);
    assertThat(ended.survivors()).isEqualTo(1);
    assertThat(refusal(nurses, home.nurse)).contains(ErrorCode.GRANT_REVOKED);
    assertThat(refusal(offices, office)).contains(ErrorCode.GRANT_REVOKED);
    home.vault.put(labs("b", 1));
    assertThat(home.read(clinics, home.clinic).records()).hasSize(3);

    home.reopen();
    assertThat(home.vault.rewrap().slots()).isEqualTo(2);
    Revocation last = home.vault.revoke(nurses.id());
    assertThat(last.state()).isEqualTo(Revocation.State.REWRAPPED);
    assertThat(last.rewrappedSlots()).isEqualTo(2);
    assertThat(home.vault.grants()).extracting(IssuedGrant::revoked).containsExactly(false);
    assertThat(home.read(clinics, home.clinic).records()).hasSize(3);
  }

  @Test
  void aChainOfOneLinkIsARootGrant() {
    assertThat(home.vault.revoke(clinics).state()).isEqualTo(Revocation.State.ROTATED);
    assertThat(home.vault.grants()).extracting(IssuedGrant::revoked).containsExactly(true);
  }

  @Test
  void aLinkOfAnotherVaultIsRefused() {
    try (Household other = new Household()) {
      assertRefused(ErrorCode.GRANT_UNKNOWN, () -> other.vault.revoke(nurses));
    }
  }

  @Test
  void aHandleOfTheIssuersOwnMakingEndsWithTheGrantAbove_L30() {
    GrantChain rogue = withHandle(StatusHandle.ofPreimage(new byte[32]));
    assertRefused(ErrorCode.REVOCATION_INVALID, () -> home.vault.revoke(rogue));
    try (GrantedVault view = home.door(clinics, home.clinic)) {
      assertRefused(ErrorCode.REVOCATION_INVALID, () -> view.revoke(rogue));
    }
    home.vault.revoke(clinics.id());
    assertThat(home.vault.grants()).extracting(IssuedGrant::revoked).containsExactly(true);
  }

  @Test
  void whatEndedBelowOrWasRenouncedStaysEndedAfterAMove_L55(@TempDir Path dir) {
    GrantChain renounced = home.grant(home.nurse);
    home.vault.revoke(nurses);
    try (GrantedVault view = home.door(renounced, home.nurse)) {
      view.renounce();
    }
    Path archive = dir.resolve("alice.habeas");
    home.vault.exportTo(archive);
    try (Household there = new Household(home, archive)) {
      assertThat(there.read(clinics, home.clinic).records()).hasSize(2);
      assertThat(there.read(nurses, home.nurse).refusal().map(Decision.Deny::code))
          .contains(ErrorCode.GRANT_REVOKED);
      assertThat(there.read(renounced, home.nurse).refusal().map(Decision.Deny::code))
          .contains(ErrorCode.GRANT_REVOKED);
      assertThat(there.vault.revoke(nurses.id()).receipt().holds()).isTrue();
    }
  }

  @Test
  void aRenouncedRootAndWhatIsBelowGetNoKeys_L30() {
    assertThat(refusal(nurses, home.nurse)).isEmpty();
    GrantChain other = home.grant(office);
    try (GrantedVault view = home.door(clinics, home.clinic)) {
      view.renounce();
    }
    Revocation ended = home.vault.revoke(other.id());
    assertThat(ended.rotatedCompartments()).isPositive();
    assertThat(ended.survivors()).isZero();
    assertThat(home.vault.grants()).allMatch(IssuedGrant::revoked);
  }

  @Test
  void aPutHandsNothingToARenouncedGrant_L30() {
    assertThat(refusal(nurses, home.nurse)).isEmpty();
    try (GrantedVault view = home.door(clinics, home.clinic)) {
      view.renounce();
    }
    Set<String> written = ConcurrentHashMap.newKeySet();
    home.watch = new Watch() {
      @Override
      public void writes(String name) {
        written.add(name);
      }
    };
    home.vault.put(List.of(Household.document("d"))); // a compartment that had no records before
    assertThat(written).isNotEmpty().noneMatch(name -> name.contains("/key-update/"));
  }

  @Test
  void aLinkThatItsIssuerEndedIsRotatedByAMove_L55(@TempDir Path dir) {
    assertThat(refusal(nurses, home.nurse)).isEmpty();
    try (GrantedVault view = home.door(clinics, home.clinic)) {
      view.revoke(nurses);
    }
    Path archive = dir.resolve("alice.habeas");
    home.vault.exportTo(archive);
    try (Household there = new Household(home, archive)) {
      Revocation state = there.vault.revoke(nurses);
      assertThat(state.state()).isEqualTo(Revocation.State.REWRAPPED);
      assertThat(state.rotatedCompartments()).isPositive();
      assertThat(there.read(clinics, home.clinic).records()).hasSize(2);
      there.vault.put(labs("b", 1));
      assertThat(there.read(clinics, home.clinic).records()).hasSize(3);
    }
    Revocation here = home.vault.revoke(nurses);
    assertThat(here.state()).isEqualTo(Revocation.State.ROTATED);
    assertThat(here.rotatedCompartments()).isPositive();
  }

  @Test
  void aRevocationThatTheLedgerRefusedIsNotLostByAnExport_L29(@TempDir Path dir) {
    GrantChain other = home.grant(home.nurse);
    home.vault.close();
    AtomicInteger appends = new AtomicInteger(Integer.MAX_VALUE);
    Vault vault = Vault.builder()
        .keys(home.alice)
        .suite(home.suite)
        .ledger(refusingAfter(appends))
        .custodians(home.custodians, Household.LAYOUT)
        .open();
    appends.set(1); // the journal's entry passes, the preimage does not
    assertThatExceptionOfType(StorageException.class).isThrownBy(() -> vault.revoke(clinics.id()));
    assertThat(refusal(clinics, home.clinic)).isEmpty();
    appends.set(Integer.MAX_VALUE);
    try (GrantedVault view = home.door(other, home.nurse)) {
      view.renounce();
    }
    vault.exportTo(dir.resolve("alice.habeas"));
    assertThat(refusal(clinics, home.clinic)).contains(ErrorCode.GRANT_REVOKED);
    vault.close();
    home.reopen();
    assertThat(home.vault.grants()).hasSize(2).allMatch(IssuedGrant::revoked);
    assertThat(home.vault.revoke(clinics.id()).rotatedCompartments()).isPositive();
  }

  @Test
  void aFencedRevocationIsStillRotatedAfterAnExport(@TempDir Path dir) {
    GrantChain documents = home.vault.grant(
        home.nurse.grantee(), GrantTerms.read(DOCUMENTS).for_(TREAT).expiresIn(Duration.ofDays(3)));
    home.grant(office);
    home.watch = new FullForKeyUpdates();
    assertThat(home.vault.revoke(clinics.id()).state()).isEqualTo(Revocation.State.FENCED);
    home.watch = Watch.NONE;
    try (GrantedVault view = home.door(documents, home.nurse)) {
      view.renounce();
    }
    home.vault.exportTo(dir.resolve("alice.habeas"));
    assertThat(home.vault.grants())
        .extracting(IssuedGrant::revoked)
        .containsExactly(true, true, false);
    Revocation state = home.vault.revoke(clinics.id());
    assertThat(state.state()).isEqualTo(Revocation.State.ROTATED);
    assertThat(state.rotatedCompartments()).isPositive();
  }

  @Test
  void oneRevocationThatCantRotateDoesNotHoldUpTheNext() {
    GrantChain other = home.grant(home.nurse);
    home.grant(office);
    home.watch = new FullForKeyUpdates();
    assertThat(home.vault.revoke(clinics.id()).state()).isEqualTo(Revocation.State.FENCED);
    assertThat(home.vault.revoke(other.id()).state()).isEqualTo(Revocation.State.FENCED);
    home.watch = Watch.NONE;
    home.reopen();
    assertThat(home.vault.revoke(clinics.id()).rotatedCompartments()).isPositive();
    assertThat(home.vault.revoke(other.id()).rotatedCompartments()).isPositive();
  }

  @Test
  void aMoveOutOfFullCustodiansTakesWhatHoldersEndedAlong_L55(@TempDir Path dir) {
    assertThat(refusal(nurses, home.nurse)).isEmpty();
    GrantChain renounced = home.grant(office);
    try (GrantedVault view = home.door(clinics, home.clinic)) {
      view.revoke(nurses);
    }
    try (GrantedVault view = home.door(renounced, office)) {
      view.renounce();
    }
    home.watch = new FullForKeyUpdates();
    Path archive = dir.resolve("alice.habeas");
    home.vault.exportTo(archive);
    try (Household there = new Household(home, archive)) {
      assertThat(there.read(clinics, home.clinic).records()).hasSize(2);
      assertThat(there.vault.revoke(nurses).rotatedCompartments()).isPositive();
      assertThat(there.vault.revoke(renounced.id()).rotatedCompartments()).isPositive();
    }
    home.watch = Watch.NONE;
  }

  private Ledger refusingAfter(AtomicInteger appends) {
    return (Ledger) Proxy.newProxyInstance(
        Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, args) -> {
          if (method.getName().equals("append") && appends.getAndDecrement() <= 0) {
            throw new StorageException(ErrorCode.LEDGER_REJECTED, "down");
          }
          try {
            return method.invoke(home.ledger, args);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  /** Custodians that have no room for new keys. */
  private static final class FullForKeyUpdates implements Watch {
    @Override
    public void writes(String name) {
      if (name.contains("/key-update/")) {
        throw new StorageException(ErrorCode.STORE_FULL, "full");
      }
    }
  }

  private GrantChain withHandle(StatusHandle handle) {
    Parties parties = new Parties(
        clinics.root().parties().vault(), home.clinic.key(home.suite), home.nurse.key(home.suite));
    byte[] sealed = {1, 2, 3};
    Binding binding = Binding.of(new byte[Binding.NONCE_BYTES], handle, sealed);
    Grant child = clinics.narrow(parties, day().within(clinics.last(), Instant.now()), binding);
    return clinics.extend(
        child,
        sealed,
        GrantPath.signer(home.clinic, home.suite),
        GrantPath.records(home.suite, home.nurse.grantee().hybridKey().stream()));
  }

  private Optional<ErrorCode> refusal(GrantChain chain, HolderKeys holder) {
    return home.read(chain, holder).refusal().map(Decision.Deny::code);
  }

  private static GrantTerms day() {
    return lasting(Duration.ofDays(1));
  }

  private static GrantTerms lasting(Duration time) {
    return GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(time);
  }

  private static void assertRefused(ErrorCode code, Runnable call) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }
}
