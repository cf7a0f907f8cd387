// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static health.habeas.internal.flow.Household.labs;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.GrantedVault;
import health.habeas.ReadResult;
import health.habeas.Revocation;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.grant.Action;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Selection;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.flow.VaultState.Generation;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.internal.keytree.CompartmentKeys;
import health.habeas.internal.keytree.Keybox;
import health.habeas.internal.keytree.KeyboxFormat;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.ItemName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys that are handed out after a grant: too many for one update, cut off in the middle, and left over at one custodian. */
class KeyHandoutTest {
  private static final Set<Label> TWO = Set.of(Label.PSY, Label.HIV);

  private final Household home = new Household();

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void moreKeysThanOneUpdateHoldsAreHandedOutAsSeveral_L50() {
    home.vault.put(labs("a", 1));
    GrantChain ended = home.vault.grant(home.clinic.grantee(), everything());
    // Many ranges of the day tree: no room in one keybox for the sets of two labels, too.
    GrantChain survivor =
        home.vault.grant(home.nurse.grantee(), everything().since(LocalDate.of(1900, 1, 2)));
    home.vault.put(List.of(
        record("two", EnumSet.allOf(Category.class), TWO),
        record("others", EnumSet.allOf(Category.class), Set.of(Label.SDV, Label.SEX))));

    assertThat(home.vault.revoke(ended.id()).state()).isEqualTo(Revocation.State.ROTATED);
    assertThat(home.vault.revoke(ended.id()).survivors()).isEqualTo(1);

    home.reopen();
    home.vault.put(List.of(record("later", EnumSet.allOf(Category.class), TWO)));
    try (GrantedVault view = home.door(survivor, home.nurse)) {
      ReadResult result = view.records(LABORATORY);
      assertThat(result.isComplete()).isTrue();
      assertThat(result.records()).hasSize(4);
    }
  }

  @Test
  void keysThatWereHandedOutByACutOffPutEndWithTheGrantToo_L49() {
    home.vault.put(labs("a", 1));
    GrantChain chain = home.vault.grant(home.clinic.grantee(), labsWith(Label.PSY, Label.HIV));
    AtomicInteger left = new AtomicInteger(1);
    home.watch = new Watch() {
      @Override
      public void writes(String name) {
        if (name.contains("/key-update/") && left.getAndDecrement() <= 0) {
          throw new StorageException(ErrorCode.STORE_FULL, "the test filled the disk");
        }
      }
    };
    HealthRecord first = record("two", Set.of(LABORATORY), TWO);
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> home.vault.put(List.of(first)));
    home.watch = Watch.NONE;
    try (HolderSession clinic = home.session(chain, home.clinic)) {
      assertThat(clinic.read(Selection.of(LABORATORY), TREAT).records()).hasSize(2);
      home.vault.revoke(chain.id());
      home.vault.put(List.of(record("later", Set.of(LABORATORY), TWO)));
      CompartmentKeys handed = clinic
          .keybox()
          .keys(new CompartmentId(0b1010, LABORATORY.number()), 0)
          .orElseThrow();
      assertThat(home.has(0, SlotPage.name(handed, 0))).isTrue();
      assertThat(home.has(0, SlotPage.name(handed, 1))).isFalse();
    }
  }

  @Test
  void anUpdateThatACrashLeftAtOneCustodianHidesNoKeys_L50() {
    home.vault.put(labs("a", 3));
    GrantChain ended = home.grant(home.clinic);
    GrantChain survivor = home.grant(home.nurse);
    home.vault.revoke(ended.id());
    home.vault.put(labs("b", 2));
    try (HolderSession nurse = home.session(survivor, home.nurse)) {
      ItemName name = KeyUpdate.name(nurse.keybox().statusPreimage(), 0);
      home.replace(0, name, leftOver(nurse, survivor, name));
      ReadResult result = home.read(survivor, home.nurse);
      assertThat(result.records()).hasSize(5).containsAll(labs("b", 2));
    }
  }

  @Test
  void anUpdateThatReplacesALeftOverIsTakenByASessionThatTookThat_L50() {
    home.vault.put(labs("a", 3));
    GrantChain ended = home.grant(home.clinic);
    GrantChain survivor = home.grant(home.nurse);
    try (HolderSession nurse = home.session(survivor, home.nurse)) {
      ItemName name = KeyUpdate.name(nurse.keybox().statusPreimage(), 0);
      home.replace(0, name, leftOver(nurse, survivor, name));
      assertThat(nurse.read(Selection.of(LABORATORY), TREAT).records()).hasSize(3);
      home.vault.revoke(ended.id());
      home.vault.put(labs("b", 2));
      assertThat(nurse.read(Selection.of(LABORATORY), TREAT).records()).hasSize(5);
    }
  }

  /** Signed by the patient and never committed, with other keys than the update that got its number then. */
  private byte[] leftOver(HolderSession nurse, GrantChain survivor, ItemName name) {
    List<CompartmentKeys> keys =
        nurse.keybox().keys().stream().map(CompartmentKeys::copy).toList();
    try (Keybox box = new Keybox(
        nurse.keybox().statusPreimage().copy(), nurse.keybox().updateSecret().copy(), keys)) {
      byte[] sealed = KeyboxFormat.seal(
          box,
          home.nurse.grantee().sealingKey(),
          Domain.KEY_UPDATE,
          KeyUpdate.place(survivor.id(), 0));
      return SignedItem.of(home.alice.signer(SECRET_ACCESS), name, sealed);
    }
  }

  @Test
  void aReWrapIntoAnEpochThatAMovedRecordIsStillInLeavesTheMoveToBeDone() {
    CompartmentId compartment = new CompartmentId(1, LABORATORY.number());
    VaultEvent.PageRef page = new VaultEvent.PageRef(compartment, 1, 0);
    Generations generations = new Generations();
    generations.addPage(page);
    generations.moveOut(page);
    generations.rewrap(new VaultEvent.Rewrapped(page, List.of(), 0, 0));
    assertThat(generations.moved()).containsExactly(compartment);
    assertThat(generations.grantable()).isEmpty();
    VaultEvent.PageRef next = new VaultEvent.PageRef(compartment, 2, 0);
    generations.rotate(next);
    generations.rewrap(new VaultEvent.Rewrapped(next, List.of(next), 1, 1));
    assertThat(generations.moved()).isEmpty();
    assertThat(generations.grantable()).containsExactly(new Generation(compartment, 2));
  }

  private static GrantTerms everything() {
    return GrantTerms.everyCategory(Action.READ)
        .including(Label.values())
        .for_(TREAT)
        .expiresIn(Duration.ofDays(30));
  }

  private static GrantTerms labsWith(Label... labels) {
    return GrantTerms.read(LABORATORY).including(labels).for_(TREAT).expiresIn(Duration.ofDays(30));
  }

  private static HealthRecord record(String name, Set<Category> categories, Set<Label> labels) {
    return new HealthRecord(
        new RecordId("Observation/" + name),
        "Observation",
        LocalDate.of(2026, 3, 3),
        categories,
        labels,
        name.getBytes(StandardCharsets.UTF_8));
  }
}
