// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.internal.flow.Household.labs;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.GrantedVault;
import health.habeas.ReadResult;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Selection;
import health.habeas.key.HolderKeys;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever got a grant from a holder goes on after a rotation, if the patient has seen it in use (L50). */
class DelegatedUpdatesTest {
  private final Household home = new Household();
  private final HolderKeys office = HolderKeys.create("Office");
  private GrantChain clinics;
  private GrantChain nurses;
  private GrantChain other;

  @BeforeEach
  void handOn() {
    home.vault.put(labs("a", 2));
    clinics = home.vault.grant(home.clinic.grantee(), Household.reading().delegable(1));
    other = home.grant(office);
    try (GrantedVault view = home.door(clinics, home.clinic)) {
      nurses = view.narrow(home.nurse.grantee(), day());
    }
  }

  @AfterEach
  void close() {
    office.close();
    home.close();
  }

  @Test
  void aUsedOneReadsOldAndNewAfterARotationAndARewrap_L50() {
    try (GrantedVault open = home.door(nurses, home.nurse)) {
      assertThat(open.records().records()).hasSize(2);
      assertThat(home.vault.revoke(other.id()).survivors()).isEqualTo(2);
      home.vault.put(labs("b", 1));
      home.vault.rewrap();
      assertThat(open.records().records()).hasSize(3);
    }
    assertThat(home.read(nurses, home.nurse).records()).hasSize(3);
    home.reopen();
    home.vault.revoke(home.grant(office).id());
    home.vault.put(labs("c", 1));
    home.vault.rewrap();
    ReadResult result = home.read(nurses, home.nurse);
    assertThat(result.isComplete()).isTrue();
    assertThat(result.records()).hasSize(4);
    assertThat(home.read(clinics, home.clinic).records()).hasSize(4);
  }

  @Test
  void anUnusedOneGetsItsKeysAfterItsFirstUse_L50() {
    home.vault.revoke(other.id());
    home.vault.rewrap();
    assertThat(home.read(nurses, home.nurse).records()).isEmpty();
    home.reopen();
    assertThat(home.read(nurses, home.nurse).records()).hasSize(2);
    long entries = home.ledger.head().claimed().size();
    home.reopen();
    assertThat(home.ledger.head().claimed().size()).isEqualTo(entries);
  }

  @Test
  void oneThatItsIssuerEndedGetsNone_L49() {
    assertThat(home.read(nurses, home.nurse).records()).hasSize(2);
    try (GrantedVault view = home.door(clinics, home.clinic)) {
      view.revoke(nurses);
    }
    assertThat(home.vault.revoke(other.id()).survivors()).isEqualTo(1);
  }

  @Test
  void oneThatThePatientEndedGetsNone_L49() {
    assertThat(home.read(nurses, home.nurse).records()).hasSize(2);
    assertThat(home.vault.revoke(nurses).survivors()).isEqualTo(2);
    home.vault.put(labs("b", 1));
    try (HolderSession nurse = home.session(nurses, home.nurse)) {
      assertThat(home.has(0, KeyUpdate.name(nurse.keybox().updateSecret(), 0))).isFalse();
    }
    assertThat(home.read(clinics, home.clinic).records()).hasSize(3);
  }

  @Test
  void itsUpdatesOpenOnlyWhatItReaches_L46() {
    home.vault.put(List.of(Household.document("d")));
    assertThat(home.read(nurses, home.nurse).records()).hasSize(2);
    home.vault.revoke(other.id());
    try (HolderSession nurse = home.session(nurses, home.nurse)) {
      nurse.read(Selection.EVERYTHING, TREAT);
      assertThat(nurse.keybox().keys())
          .isNotEmpty()
          .allMatch(keys -> keys.compartment().category() == LABORATORY.number());
    }
  }

  private static GrantTerms day() {
    return GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(1));
  }
}
