// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static health.habeas.record.Category.LABORATORY;
import static health.habeas.record.Label.NORMAL;
import static health.habeas.record.Label.PSY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.DepositReport;
import health.habeas.GrantedVault;
import health.habeas.InboxReport;
import health.habeas.RecordHistory;
import health.habeas.RecordVersion;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Directive;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Selection;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hpke;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.HolderKeys;
import health.habeas.key.Suite;
import health.habeas.record.Author;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.VaultCard;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A correction is added, by whom it may be, to what is there; and what was there stays (L45). */
@ParameterizedClass
@EnumSource(Suite.class)
class AmendTest {
  private static final HealthRecord FIRST = result("5.1 mmol/l", NORMAL);
  private static final HealthRecord SECOND = result("5.7 mmol/l", NORMAL);
  private static final HealthRecord THIRD = result("5.8 mmol/l", NORMAL);

  private final Household home;

  AmendTest(Suite suite) {
    home = new Household(suite);
  }

  @AfterEach
  void close() {
    home.close();
  }

  /** A provider that was not sure deposits twice; the second item stays in the inbox. */
  @Test
  void aDepositThatWasLeftOverBringsNothingBackThatWasDeleted() {
    GrantChain writes = home.vault.grant(home.clinic.grantee(), may(Action.CREATE));
    try (GrantedVault clinic = home.door(writes, home.clinic)) {
      clinic.deposit(FIRST);
      clinic.deposit(FIRST);
    }
    assertThat(home.vault.fileDeposits()).isEqualTo(new InboxReport(1, 1));
    assertThat(home.vault.delete(List.of(FIRST.id())).deleted()).isEqualTo(1);
    assertThat(home.vault.fileDeposits()).isEqualTo(new InboxReport(0, 1));
    assertThat(home.vault.records().records()).isEmpty();
    home.vault.put(List.of(FIRST));
    assertThat(home.vault.records().records()).containsExactly(FIRST);
  }

  @Test
  void aCorrectionIsAddedAndWhatWasThereBeforeStays_L45() {
    GrantChain writes = home.vault.grant(home.clinic.grantee(), may(Action.CREATE));
    GrantChain amends = home.vault.grant(home.nurse.grantee(), may(Action.AMEND));
    try (GrantedVault clinic = home.door(writes, home.clinic);
        GrantedVault nurse = home.door(amends, home.nurse)) {
      clinic.deposit(FIRST);
      assertThat(nurse.amend(FIRST, SECOND).refusal()).isEmpty();
    }
    // The second may be looked at first, and waits for the one that it amends.
    assertThat(home.vault.fileDeposits()).isEqualTo(new InboxReport(2, 0));
    assertThat(home.vault.records().records()).containsExactly(SECOND);
    assertHistory(
        new RecordVersion(2, SECOND, author(home.nurse), Optional.of(amends.id())),
        new RecordVersion(1, FIRST, author(home.clinic), Optional.of(writes.id())));
    home.reopen();
    assertThat(home.vault.versions(FIRST.id()).versions()).hasSize(2);
  }

  @Test
  void thePatientsOwnVersionStaysHers_L45() {
    home.vault.put(List.of(FIRST));
    GrantChain chain = amending();
    assertThat(amend(chain, FIRST, SECOND).refusal()).isEmpty();
    assertThat(home.vault.fileDeposits()).isEqualTo(new InboxReport(1, 0));
    assertHistory(
        new RecordVersion(2, SECOND, author(home.clinic), Optional.of(chain.id())),
        new RecordVersion(1, FIRST, new Author(home.alice.key().bytes()), Optional.empty()));
  }

  @Test
  void versionsOutliveARewrapAndAMovedOneIsCountedAsMissing_L58() {
    home.vault.put(List.of(FIRST));
    amend(amending(), FIRST, SECOND);
    home.vault.fileDeposits();
    home.vault.revoke(home.grant(home.nurse).id());
    home.vault.rewrap();
    assertThat(home.vault.versions(FIRST.id()).versions())
        .extracting(RecordVersion::record)
        .containsExactly(SECOND, FIRST);
    HealthRecord moved = result("5.7 mmol/l", PSY);
    home.vault.put(List.of(moved));
    RecordHistory history = home.vault.versions(FIRST.id());
    assertThat(history.versions()).extracting(RecordVersion::record).containsExactly(moved);
    assertThat(history.missing()).containsExactly(2, 1);
  }

  @Test
  void onlyTheNewestVersionCanBeAmended() {
    home.vault.put(List.of(FIRST));
    GrantChain chain = amending();
    amend(chain, FIRST, SECOND);
    assertThat(home.vault.fileDeposits()).isEqualTo(new InboxReport(1, 0));
    amend(chain, FIRST, THIRD);
    assertRefused();
    amend(chain, SECOND, THIRD);
    assertThat(home.vault.fileDeposits()).isEqualTo(new InboxReport(1, 1));
    assertThat(home.vault.records().records()).containsExactly(THIRD);
  }

  @Test
  void anAmendmentThatWasLeftOverDoesNotUndoWhatThePatientPutBack_L45() {
    home.vault.put(List.of(FIRST));
    GrantChain chain = amending();
    amend(chain, FIRST, SECOND);
    amend(chain, FIRST, THIRD);
    assertThat(home.vault.fileDeposits()).isEqualTo(new InboxReport(1, 1));
    home.vault.revoke(chain.id());
    home.vault.put(List.of(FIRST));
    home.vault.fileDeposits();
    assertThat(home.vault.records().records()).containsExactly(FIRST);
  }

  @Test
  void amendingNeverCreates() {
    GrantChain chain = amending();
    amend(chain, FIRST, SECOND);
    deposit(chain, Action.AMEND, statement(chain, SECOND, Optional.empty()));
    assertThat(home.vault.fileDeposits()).isEqualTo(new InboxReport(0, 2));
    assertThat(home.vault.size()).isZero();
  }

  @Test
  void creatingNeverAmends() {
    home.vault.put(List.of(FIRST));
    GrantChain chain = home.vault.grant(home.clinic.grantee(), may(Action.CREATE));
    assertThat(amend(chain, FIRST, SECOND).refusal())
        .hasValueSatisfying(deny -> assertThat(deny.code()).isEqualTo(ErrorCode.SCOPE));
    // Its own software may say what it likes: the receipt is for CREATE.
    deposit(chain, Action.CREATE, statement(chain, SECOND, Optional.of(FIRST)));
    assertRefused();
  }

  @Test
  void aReadOnlyHolderMakesNoAcceptedRecord_L44() {
    home.vault.put(List.of(FIRST));
    GrantChain chain = home.grant(home.clinic);
    assertThat(amend(chain, FIRST, SECOND).refusal())
        .hasValueSatisfying(deny -> assertThat(deny.code()).isEqualTo(ErrorCode.SCOPE));
    assertThat(home.vault.fileDeposits()).isEqualTo(new InboxReport(0, 0));
  }

  @Test
  void theGrantMustReachTheRecordAsItIsAndAsItWillBe_L12() {
    HealthRecord hidden = result("5.1 mmol/l", PSY);
    home.vault.put(List.of(hidden));
    GrantChain chain = amending();
    amend(chain, hidden, SECOND);
    assertRefused();
    home.vault.put(List.of(FIRST));
    amend(chain, FIRST, hidden);
    assertThat(home.vault.fileDeposits()).isEqualTo(new InboxReport(0, 2));
    assertThat(home.vault.records().records()).containsExactly(FIRST);
  }

  @Test
  void anotherAuthorsStatementIsRefused_L45() {
    home.vault.put(List.of(FIRST));
    GrantChain chain = amending();
    byte[] foreign = CoseSign1.sign(
            home.nurse.signer(SECRET_ACCESS),
            Domain.RECORD,
            RecordFile.statement(SECOND, chain.id(), Optional.of(FIRST)))
        .toBytes();
    deposit(chain, Action.AMEND, foreign);
    assertRefused();
  }

  @Test
  void filingHonoursDirectives_L42() {
    home.vault.put(List.of(FIRST));
    GrantChain chain = amending();
    amend(chain, FIRST, SECOND);
    home.vault.forbid(Directive.in(home.vault.id()).actions(Action.AMEND));
    assertRefused();
  }

  @Test
  void anotherRecordIsNoAmendment() {
    try (GrantedVault clinic = home.door(amending(), home.clinic)) {
      assertThatExceptionOfType(InvalidInputException.class)
          .isThrownBy(() -> clinic.amend(FIRST, Household.document("d")))
          .matches(e -> e.code() == ErrorCode.RECORD_INVALID);
    }
  }

  @Test
  void ofARecordThatIsNotThereThereAreNoVersions() {
    assertThat(home.vault.versions(new RecordId("nothing")))
        .isEqualTo(new RecordHistory(List.of(), List.of()));
  }

  private GrantChain amending() {
    return home.vault.grant(home.clinic.grantee(), may(Action.AMEND));
  }

  private static GrantTerms may(Action action) {
    return GrantTerms.of(Set.of(action), LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(3));
  }

  private DepositReport amend(GrantChain chain, HealthRecord before, HealthRecord now) {
    try (GrantedVault clinic = home.door(chain, home.clinic)) {
      return clinic.amend(before, now);
    }
  }

  private void assertRefused() {
    List<HealthRecord> before = home.vault.records().records();
    assertThat(home.vault.fileDeposits()).isEqualTo(new InboxReport(0, 1));
    assertThat(home.vault.records().records()).isEqualTo(before);
  }

  private void assertHistory(RecordVersion... newestFirst) {
    RecordHistory history = home.vault.versions(FIRST.id());
    assertThat(history.versions()).containsExactly(newestFirst);
    assertThat(history.missing()).isEmpty();
  }

  private byte[] statement(GrantChain chain, HealthRecord now, Optional<HealthRecord> before) {
    return CoseSign1.sign(
            home.clinic.signer(SECRET_ACCESS),
            Domain.RECORD,
            RecordFile.statement(now, chain.id(), before))
        .toBytes();
  }

  /** As the clinic's own software would, whatever it says. */
  private void deposit(GrantChain chain, Action action, byte[] statement) {
    RecordFile file = new RecordFile(SECOND, author(home.clinic), Optional.of(statement));
    byte[] content = new CborWriter()
        .array(2)
        .bytes(chain.withoutKeybox().bytes())
        .bytes(file.bytes())
        .toBytes();
    VaultCard card = VaultCard.of(home.alice);
    byte[] item = Hpke.seal(card.sealingKey(), Domain.INBOX_ITEM, card.vault().bytes(), content);
    try (HolderSession clinic = home.session(chain, home.clinic)) {
      AccessRequest request =
          new AccessRequest(clinic.vault(), action, Selection.of(LABORATORY), TREAT);
      assertThat(AccessDoors.open(clinic, request, Sha256.of(item)).deposit(item))
          .isEqualTo(3);
    }
  }

  private static Author author(HolderKeys holder) {
    return new Author(holder.key().bytes());
  }

  private static HealthRecord result(String value, Label label) {
    return new HealthRecord(
        new RecordId("Observation/potassium"),
        "Observation",
        LocalDate.of(2026, 3, 3),
        Set.of(LABORATORY),
        Set.of(label),
        value.getBytes(StandardCharsets.UTF_8));
  }
}
