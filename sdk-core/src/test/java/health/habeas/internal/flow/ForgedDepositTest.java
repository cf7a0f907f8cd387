// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static health.habeas.internal.flow.Household.document;
import static health.habeas.internal.flow.Household.labs;
import static health.habeas.internal.flow.Household.record;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.GrantedVault;
import health.habeas.InboxReport;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
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
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.ReleaseSession;
import health.habeas.shard.VaultCard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The clinic may write and hands that on to a nurse, for laboratory results alone; both may lie about who wrote what. */
@ParameterizedClass
@EnumSource(Suite.class)
class ForgedDepositTest {
  private static final HealthRecord RESULT = labs("new", 1).get(0);

  private final Household home;
  private GrantChain clinics;
  private GrantChain nurses;

  ForgedDepositTest(Suite suite) {
    home = new Household(suite);
  }

  @BeforeEach
  void grant() {
    clinics = home.vault.grant(
        home.clinic.grantee(), writing(3, LABORATORY, Category.DOCUMENTS).delegable(1));
    try (GrantedVault door = home.door(clinics, home.clinic)) {
      nurses = door.narrow(home.nurse.grantee(), writing(2, LABORATORY));
    }
  }

  @AfterEach
  void close() {
    home.close();
  }

  private static GrantTerms writing(int days, Category... categories) {
    return GrantTerms.create(categories).for_(TREAT).expiresIn(Duration.ofDays(days));
  }

  @Test
  void aSoundOneIsFiled() {
    deposit(sealed(nurses, RESULT, home.nurse, statement(nurses, RESULT, home.nurse)));
    assertThat(home.vault.fileDeposits()).isEqualTo(new InboxReport(1, 0));
    assertThat(home.vault.records().records()).containsExactly(RESULT);
  }

  @Test
  void anAuthorWhoDidNotSignIsRefused_L45() {
    deposit(sealed(nurses, RESULT, home.clinic, statement(nurses, RESULT, home.nurse)));
    deposit(sealed(nurses, RESULT, home.nurse, statement(nurses, RESULT, home.clinic)));
    deposit(sealed(nurses, RESULT, home.clinic, statement(nurses, RESULT, home.clinic)));
    assertRefused(3);
  }

  @Test
  void aStatementUnderAnotherGrantOrAboutAnotherRecordIsRefused_L45() {
    deposit(sealed(nurses, RESULT, home.nurse, statement(clinics, RESULT, home.nurse)));
    deposit(sealed(nurses, RESULT, home.nurse, statement(nurses, document("d"), home.nurse)));
    assertRefused(2);
  }

  @Test
  void aChainThatIsNotTheOneThatWasRecordedIsRefused_L45() {
    // Sound in itself, by the clinic: but the access in the ledger is the nurse's.
    deposit(sealed(clinics, RESULT, home.clinic, statement(clinics, RESULT, home.clinic)));
    assertRefused(1);
  }

  @Test
  void aRecordBeyondTheDelegatedScopeIsRefused_L17() {
    HealthRecord document = document("d");
    deposit(sealed(nurses, document, home.nurse, statement(nurses, document, home.nurse)));
    assertRefused(1);
  }

  @Test
  void aLaterDepositDoesNotReplaceAnEarlierOne() {
    try (GrantedVault door = home.door(nurses, home.nurse)) {
      door.deposit(RESULT);
      assertThat(home.vault.fileDeposits()).isEqualTo(new InboxReport(1, 0));
      door.deposit(record("new0", LABORATORY, "another value"));
    }
    assertRefused(1);
    assertThat(home.vault.records().records()).containsExactly(RESULT);
  }

  @Test
  void aCustodianThatPutsAnotherItemInThePlaceOfOneIsIgnored() {
    byte[] first = sealed(nurses, RESULT, home.nurse, statement(nurses, RESULT, home.nurse));
    deposit(first);
    HealthRecord other = labs("other", 1).get(0);
    byte[] second = sealed(nurses, other, home.nurse, statement(nurses, other, home.nurse));
    home.replace(0, ItemName.of(ItemKind.INBOX, Sha256.of(first)), second);
    assertThat(home.vault.fileDeposits()).isEqualTo(new InboxReport(1, 0));
    assertThat(home.vault.records().records()).containsExactly(RESULT);
  }

  @Test
  void aDepositByAKeyThatEndedIsNotFiledWhateverCustodiansTake_L35() {
    home.watch = new Watch() {
      @Override
      public void writes(String name) {
        if (name.contains("/revocation/")) {
          throw new StorageException(ErrorCode.STORE_FULL, "the test filled the disk");
        }
      }
    };
    home.vault.revokeKey(home.nurse.key(home.suite));
    home.watch = Watch.NONE;
    // Custodians that were silent then, or lie: none of them has the statement.
    List<Custodian> without = IntStream.range(0, home.stores.size())
        .mapToObj(i ->
            Custodians.over("node-" + i, home.stores.get(i), home.ledger, InstantSource.system()))
        .toList();
    try (GrantedVault view = GrantedVault.open(nurses, home.nurse, home.ledger, without)) {
      assertThat(view.deposit(RESULT).refusal()).isEmpty();
    }
    assertRefused(1);
  }

  @Test
  void aStatementThatSaysTooLittleIsRefusedAndStopsNothing() {
    byte[] shortStatement = CoseSign1.sign(
            home.nurse.signer(SECRET_ACCESS), Domain.RECORD, new byte[3])
        .toBytes();
    deposit(sealed(nurses, RESULT, home.nurse, shortStatement));
    assertRefused(1);
  }

  private void assertRefused(int count) {
    int before = home.vault.size();
    assertThat(home.vault.fileDeposits()).isEqualTo(new InboxReport(0, count));
    assertThat(home.vault.size()).isEqualTo(before);
  }

  private static byte[] statement(GrantChain under, HealthRecord health, HolderKeys by) {
    return CoseSign1.sign(
            by.signer(SECRET_ACCESS),
            Domain.RECORD,
            RecordFile.statement(health, under.id(), Optional.empty()))
        .toBytes();
  }

  private byte[] sealed(
      GrantChain chain, HealthRecord health, HolderKeys author, byte[] statement) {
    RecordFile file =
        new RecordFile(health, new Author(author.key().bytes()), Optional.of(statement));
    byte[] item = new CborWriter()
        .array(2)
        .bytes(chain.withoutKeybox().bytes())
        .bytes(file.bytes())
        .toBytes();
    VaultCard card = VaultCard.of(home.alice, home.suite);
    return Hpke.seal(card.sealingKey(), Domain.INBOX_ITEM, card.vault().bytes(), item);
  }

  /** As the nurse's software would, whatever is in it. */
  private void deposit(byte[] item) {
    try (HolderSession nurse = home.session(nurses, home.nurse)) {
      AccessRequest request =
          new AccessRequest(nurse.vault(), Action.CREATE, Selection.of(LABORATORY), TREAT);
      AccessDoors doors = AccessDoors.open(nurse, request, Sha256.of(item));
      assertThat(doors.admitted()).hasSize(3);
      doors
          .admitted()
          .forEach(each -> assertThat(each.deposit(item)).isInstanceOf(ReleaseSession.Kept.class));
    }
  }
}
