// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.grant.Purpose.HRESCH;
import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.internal.flow.Household.document;
import static health.habeas.internal.flow.Household.labs;
import static health.habeas.record.Category.DOCUMENTS;
import static health.habeas.record.Category.LABORATORY;
import static health.habeas.record.Label.NORMAL;
import static health.habeas.record.Label.PSY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.DirectiveReport;
import health.habeas.GrantedVault;
import health.habeas.InboxReport;
import health.habeas.ReadResult;
import health.habeas.Vault;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.error.StorageException;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Directive;
import health.habeas.grant.Directives;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Selection;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.internal.keytree.Keybox;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerProof;
import health.habeas.shard.OwnerSession;
import health.habeas.shard.ShardStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a patient forbids is forbidden at once, at every custodian, and stays so (L42). */
@ParameterizedClass
@EnumSource(Suite.class)
class DirectivePathTest {
  private final Household home;

  DirectivePathTest(Suite suite) {
    home = new Household(suite);
  }

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void aHolderNamedInTheOtherSuiteIsRefusedAndNothingChanges() {
    Suite other = home.suite == Suite.S1 ? Suite.S2 : Suite.S1;
    Directive useless = Directive.in(home.vault.id()).against(home.clinic.key(other));
    assertThatExceptionOfType(HabeasException.class)
        .isThrownBy(() -> home.vault.forbid(useless))
        .matches(e -> e.code() == ErrorCode.DIRECTIVE_INVALID);
    assertThat(home.vault.directives()).isEmpty();
  }

  @Test
  void forbidsAtOnceWhatIsForbiddenAsAWhole_L42() {
    home.vault.put(labs("a", 2));
    GrantChain clinic = home.grant(home.clinic);
    GrantChain nurse = home.grant(home.nurse);
    DirectiveReport report = home.vault.forbid(noLabsForTheClinic());
    assertThat(report.inForce()).isTrue();
    assertThat(report.obeying()).isEqualTo(3);
    assertThat(report.receipt().holds()).isTrue();
    try (GrantedVault view = home.door(clinic, home.clinic)) {
      assertDenied(view.records(LABORATORY));
      assertThat(view.records(DOCUMENTS).refusal()).isEmpty();
    }
    assertThat(home.read(nurse, home.nurse).records()).hasSize(2);
  }

  @Test
  void whoeverTheClinicHandedItsGrantOnToIsForbiddenToo_L42() {
    home.vault.put(labs("a", 1));
    GrantChain chain =
        home.vault.grant(home.clinic.grantee(), Household.reading().delegable(1));
    GrantChain child;
    try (GrantedVault view = home.door(chain, home.clinic)) {
      child = view.narrow(home.nurse.grantee(), GrantTerms.read(LABORATORY).for_(TREAT));
    }
    home.vault.forbid(noLabsForTheClinic());
    assertDenied(home.read(child, home.nurse));
  }

  @Test
  void aDirectiveInTheMiddleOfASessionStopsIt_L54() {
    home.vault.put(labs("a", 1));
    GrantChain chain = home.grant(home.clinic);
    try (HolderSession clinic = home.session(chain, home.clinic)) {
      AccessDoors doors = AccessDoors.open(clinic, reading(), new byte[0]);
      ItemName page = SlotPage.name(
          clinic.keybox().keys(new CompartmentId(1, LABORATORY.number()), 0).orElseThrow(), 0);
      assertThat(doors.fetch(0, page)).isPresent();
      home.vault.forbid(noLabsForTheClinic());
      assertThat(doors.fetch(0, page)).isEmpty();
      assertThat(doors.isStopped()).isTrue();
      assertThat(doors.refusal())
          .hasValueSatisfying(deny -> assertThat(deny.code()).isEqualTo(ErrorCode.DIRECTIVE));
    }
  }

  @Test
  void whatIsForbiddenInPartIsLeftOutAndSaidSo_L58() {
    home.vault.put(List.of(record("plain", NORMAL), record("mind", PSY)));
    GrantChain chain = home.vault.grant(home.clinic.grantee(), withPsychiatry());
    assertThat(home.read(chain, home.clinic).records()).hasSize(2);
    home.vault.forbid(Directive.never(home.vault.id(), PSY));
    ReadResult result = home.read(chain, home.clinic);
    assertThat(result.records()).containsExactly(record("plain", NORMAL));
    assertThat(result.refusal())
        .hasValueSatisfying(deny -> assertThat(deny.code()).isEqualTo(ErrorCode.DIRECTIVE));
  }

  @Test
  void aPurposeThatIsNotForbiddenStaysAllowed_L42() {
    home.vault.put(labs("a", 1));
    GrantChain chain = home.vault.grant(
        home.clinic.grantee(),
        GrantTerms.read(LABORATORY).for_(TREAT, HRESCH).expiresIn(Duration.ofDays(3)));
    home.vault.forbid(Directive.in(home.vault.id()).for_(HRESCH));
    try (GrantedVault view = home.door(chain, home.clinic)) {
      assertDenied(view.records(HRESCH, LABORATORY));
      assertThat(view.records(TREAT, LABORATORY).records()).hasSize(1);
    }
  }

  @Test
  void keysOfWhatIsForbiddenAreInNoNewGrantAndLiftingGivesThemBack_L46() {
    home.vault.put(List.of(record("plain", NORMAL), record("mind", PSY)));
    Directive never = Directive.never(home.vault.id(), PSY);
    home.vault.forbid(never);
    GrantChain chain = home.vault.grant(home.clinic.grantee(), withPsychiatry());
    assertThat(masks(chain)).containsExactly(1 << NORMAL.number());
    home.vault.lift(never);
    assertThat(home.vault.directives()).isEmpty();
    assertThat(home.read(chain, home.clinic).records()).hasSize(2);
  }

  @Test
  void keysThatAreOutOpenNothingThatIsPutLaterAndNothingAfterARewrap_L49() {
    home.vault.put(List.of(record("plain", NORMAL), record("mind", PSY)));
    GrantChain chain = home.vault.grant(home.clinic.grantee(), withPsychiatry());
    GrantChain other = home.vault.grant(home.nurse.grantee(), withPsychiatry());
    home.vault.forbid(Directive.never(home.vault.id(), PSY).against(home.clinic.key(home.suite)));
    home.vault.put(List.of(record("later", PSY)));
    home.vault.rewrap();
    try (HolderSession clinic = home.session(chain, home.clinic)) {
      clinic.read(Selection.of(LABORATORY), TREAT);
      assertThat(clinic.keybox().keys())
          .filteredOn(keys -> keys.compartment().labelMask() == 1 << PSY.number())
          .allSatisfy(keys -> {
            assertThat(keys.epoch()).isZero();
            assertThat(home.has(0, SlotPage.name(keys, 0))).isFalse();
          });
    }
    assertThat(home.read(other, home.nurse).records()).hasSize(3);
  }

  @Test
  void filingHonoursDirectives_L42() {
    GrantChain chain = home.vault.grant(
        home.clinic.grantee(),
        GrantTerms.create(LABORATORY).including(PSY).for_(TREAT).expiresIn(Duration.ofDays(3)));
    try (GrantedVault view = home.door(chain, home.clinic)) {
      assertThat(view.deposit(record("mind", PSY)).refusal()).isEmpty();
      assertThat(view.deposit(record("plain", NORMAL)).refusal()).isEmpty();
    }
    home.vault.forbid(Directive.never(home.vault.id(), PSY).actions(Action.CREATE));
    assertThat(home.vault.fileDeposits()).isEqualTo(new InboxReport(1, 1));
    assertThat(home.vault.records().records()).containsExactly(record("plain", NORMAL));
  }

  @Test
  void aCustodianThatWasAwayGetsThemAtTheNextOpening() {
    GrantChain chain = home.grant(home.clinic);
    home.watch = new Watch() {
      @Override
      public void writes(String name) {
        if (name.contains("/directives/")) {
          throw new StorageException(ErrorCode.STORE_FULL, "the test filled the disk");
        }
      }
    };
    DirectiveReport report = home.vault.forbid(noLabsForTheClinic());
    assertThat(report.inForce()).isFalse();
    assertThat(report.obeying()).isZero();
    home.watch = Watch.NONE;
    home.reopen();
    try (GrantedVault view = home.door(chain, home.clinic)) {
      assertDenied(view.records(LABORATORY));
    }
  }

  @Test
  void aCustodianNeverGoesBackToALowerVersion() {
    home.vault.forbid(noLabsForTheClinic());
    byte[] first = kept(0);
    home.vault.forbid(Directive.never(home.vault.id(), PSY));
    byte[] second = kept(0);
    assertThat(owner(0).obey(first)).isEqualTo(2);
    assertThat(kept(0)).isEqualTo(second);
    assertThat(home.vault.directives()).hasSize(2);
  }

  @Test
  void aCustodianRefusesEverythingWhileItsCopyIsDamagedAndTheNextOpeningMendsIt_L43() {
    home.vault.put(labs("a", 1));
    GrantChain chain = home.grant(home.clinic);
    home.vault.forbid(Directive.never(home.vault.id(), PSY));
    for (ShardStore store : home.stores) {
      String path = store.list(folder()).get(0);
      byte[] damaged = store.get(path).orElseThrow();
      damaged[damaged.length - 1] ^= 1;
      store.delete(path);
      store.putIfAbsent(path, damaged);
    }
    // Custodians that know the sound copy by heart would not notice.
    List<Custodian> restarted = restarted();
    try (GrantedVault view = GrantedVault.open(chain, home.clinic, home.ledger, restarted)) {
      assertThat(view.records().refusal())
          .hasValueSatisfying(
              deny -> assertThat(deny.code()).isEqualTo(ErrorCode.DIRECTIVE_INVALID));
      try (Vault again = open(restarted)) {
        assertThat(again.directives()).hasSize(1);
        assertThat(view.records().records()).hasSize(1);
      }
    }
  }

  @Test
  void keysThatAHolderMayNotUseDoNotReachItThroughWhatItHandedOn_L46() {
    home.vault.put(labs("a", 2));
    GrantChain clinics =
        home.vault.grant(home.clinic.grantee(), Household.reading().delegable(1));
    GrantChain nurses;
    try (GrantedVault view = home.door(clinics, home.clinic)) {
      nurses = view.narrow(
          home.nurse.grantee(),
          GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(1)));
    }
    assertThat(home.read(nurses, home.nurse).records()).hasSize(2);
    home.vault.forbid(noLabsForTheClinic());
    // The clinic computes the name and the key of its child's update.
    try (HolderSession clinic = home.session(clinics, home.clinic);
        Secret secret = Keybox.childUpdateSecret(
            clinic.keybox().updateSecret(), nurses.last().binding().nonce())) {
      assertThat(home.has(0, KeyUpdate.name(secret, 0))).isFalse();
    }
  }

  @Test
  void aCustodianWhoseStoreListsNothingAnyMoreForgetsNothing_L42() {
    home.vault.put(List.of(document("d")));
    GrantChain chain = home.grant(home.clinic);
    home.vault.forbid(noLabsForTheClinic());
    try (GrantedVault view = home.door(chain, home.clinic)) {
      assertThat(view.records(DOCUMENTS).records()).hasSize(1);
      home.stores.forEach(store -> store.list(folder()).forEach(store::delete));
      assertThat(view.records(DOCUMENTS).refusal())
          .hasValueSatisfying(
              deny -> assertThat(deny.code()).isEqualTo(ErrorCode.DIRECTIVE_INVALID));
      home.reopen();
      assertThat(view.records(DOCUMENTS).records()).hasSize(1);
    }
  }

  @Test
  void anotherProcessOverTheSameStoreObeysTheNewestVersion() {
    GrantChain chain = home.grant(home.clinic);
    List<Custodian> others = restarted();
    try (GrantedVault view = GrantedVault.open(chain, home.clinic, home.ledger, others)) {
      assertThat(view.records(LABORATORY).refusal()).isEmpty();
      home.vault.forbid(noLabsForTheClinic());
      assertDenied(view.records(LABORATORY));
    }
  }

  @Test
  void takesNoDirectivesThatAnotherKeySigned() {
    try (PatientKeys mallory = PatientKeys.create()) {
      Owner owner = new Owner(mallory, home.suite);
      Directives foreign =
          Directives.none(owner.vault()).next(Set.of(), owner.signer(), owner.records());
      assertThatExceptionOfType(HabeasException.class)
          .isThrownBy(() -> owner(0).obey(foreign.bytes()))
          .matches(e -> e.code() == ErrorCode.DIRECTIVE_INVALID);
      assertThatExceptionOfType(HabeasException.class)
          .isThrownBy(() -> home.vault.forbid(Directive.in(foreign.vault())))
          .matches(e -> e.code() == ErrorCode.DIRECTIVE_INVALID);
    }
  }

  @Test
  void theyMoveWithTheVaultAndAreThereBeforeItsGrants_L55(@TempDir Path dir) {
    home.vault.put(labs("a", 1));
    home.vault.put(List.of(document("d")));
    GrantChain chain = home.grant(home.clinic);
    home.vault.forbid(noLabsForTheClinic());
    home.vault.exportTo(dir.resolve("archive"));
    List<ShardStore> stores = Stream.generate(ShardStore::inMemory).limit(3).toList();
    try (Ledger elsewhere = Ledgers.open("memory:")) {
      List<Custodian> custodians = IntStream.range(0, 3)
          .mapToObj(
              i -> Custodians.over("other-" + i, stores.get(i), elsewhere, InstantSource.system()))
          .toList();
      try (Vault moved = Vault.builder()
              .keys(home.alice)
              .suite(home.suite)
              .ledger(elsewhere)
              .custodians(custodians, Household.LAYOUT)
              .openFrom(dir.resolve("archive"));
          GrantedVault view = GrantedVault.open(chain, home.clinic, elsewhere, custodians)) {
        assertThat(moved.directives()).containsExactly(noLabsForTheClinic());
        assertDenied(view.records(LABORATORY));
        assertThat(view.records(DOCUMENTS).records()).hasSize(1);
      }
    }
  }

  @Test
  void sayingTheSameTwiceChangesNothing() {
    home.vault.forbid(noLabsForTheClinic());
    byte[] said = kept(0);
    assertThat(home.vault.forbid(noLabsForTheClinic()).inForce()).isTrue();
    assertThat(kept(0)).isEqualTo(said);
    home.reopen();
    assertThat(home.vault.directives()).containsExactly(noLabsForTheClinic());
  }

  private Directive noLabsForTheClinic() {
    return Directive.in(home.vault.id())
        .against(home.clinic.key(home.suite))
        .categories(LABORATORY);
  }

  private static GrantTerms withPsychiatry() {
    return GrantTerms.read(LABORATORY).including(PSY).for_(TREAT).expiresIn(Duration.ofDays(30));
  }

  private AccessRequest reading() {
    return new AccessRequest(home.vault.id(), Action.READ, Selection.of(LABORATORY), TREAT);
  }

  private Set<Integer> masks(GrantChain chain) {
    try (HolderSession clinic = home.session(chain, home.clinic)) {
      return clinic.keybox().keys().stream()
          .map(keys -> keys.compartment().labelMask())
          .collect(Collectors.toSet());
    }
  }

  private String folder() {
    return home.vault.id().hex() + "/directives/";
  }

  /** The one copy that a custodian keeps. */
  private byte[] kept(int custodian) {
    ShardStore store = home.stores.get(custodian);
    List<String> names = store.list(folder());
    assertThat(names).hasSize(1);
    return store.get(names.get(0)).orElseThrow();
  }

  private OwnerSession owner(int custodian) {
    Custodian keeper = home.custodians.get(custodian);
    return keeper.enter(OwnerProof.of(home.alice, home.suite, keeper.name(), keeper.challenge()));
  }

  private List<Custodian> restarted() {
    return IntStream.range(0, 3)
        .mapToObj(i ->
            Custodians.over("node-" + i, home.stores.get(i), home.ledger, InstantSource.system()))
        .toList();
  }

  private Vault open(List<Custodian> custodians) {
    return Vault.builder()
        .keys(home.alice)
        .suite(home.suite)
        .ledger(home.ledger)
        .custodians(custodians, Household.LAYOUT)
        .open();
  }

  private static void assertDenied(ReadResult result) {
    assertThat(result.records()).isEmpty();
    assertThat(result.refusal())
        .hasValueSatisfying(deny -> assertThat(deny.code()).isEqualTo(ErrorCode.DIRECTIVE));
  }

  private static HealthRecord record(String name, Label label) {
    return new HealthRecord(
        new RecordId("Observation/" + name),
        "Observation",
        LocalDate.of(2026, 3, 3),
        Set.of(LABORATORY),
        Set.of(label),
        name.getBytes(StandardCharsets.UTF_8));
  }
}
