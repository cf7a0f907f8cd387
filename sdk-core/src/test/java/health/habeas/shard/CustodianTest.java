// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static health.habeas.grant.Purpose.HPAYMT;
import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static health.habeas.record.Category.DOCUMENTS;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import health.habeas.DepositReport;
import health.habeas.GrantedVault;
import health.habeas.Vault;
import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.DayRange;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Presentation;
import health.habeas.grant.Selection;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.wire.CborReader;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No receipt, no shard (L54); and nothing but what the receipt says, to nobody but whom the grant names. */
class CustodianTest {
  private static final Selection LABS = Selection.of(LABORATORY);

  private final PatientKeys alice = PatientKeys.create();
  private final HolderKeys clinic = HolderKeys.create("St. Mary Cardiology");
  private final Ledger ledger = Ledgers.open("memory:");
  private final MovedClock clock = new MovedClock();

  private List<Custodian> custodians;
  private List<ShardStore> stores;
  private Vault vault;
  private GrantChain reads;
  private GrantChain creates;
  private Visitor reader;
  private Visitor writer;
  private Custodian custodian;

  /** The system's clock, which a test can put forward. */
  private static final class MovedClock implements InstantSource {
    private Duration by = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.now().plus(by);
    }
  }

  @BeforeEach
  void open() {
    stores = List.of(ShardStore.inMemory(), ShardStore.inMemory());
    custodians = IntStream.range(0, 2)
        .mapToObj(i -> Custodians.over("node-" + i, stores.get(i), ledger, clock))
        .toList();
    custodian = custodians.get(0);
    vault = Vault.builder()
        .keys(alice)
        .ledger(ledger)
        .custodians(custodians, StripeLayout.of(1, 2))
        .open();
    vault.put(List.of(lab()));
    Duration month = Duration.ofDays(30);
    reads =
        vault.grant(clinic.grantee(), GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(month));
    creates =
        vault.grant(clinic.grantee(), GrantTerms.create(LABORATORY).for_(TREAT).expiresIn(month));
    reader = new Visitor(reads, clinic, ledger, clock);
    writer = new Visitor(creates, clinic, ledger, clock);
  }

  @AfterEach
  void close() {
    vault.close();
    ledger.close();
    clinic.close();
    alice.close();
  }

  // Receipts.

  @Test
  void admitsWithAReceipt_L54() {
    AccessEvent event = read(0);
    byte[] proof = reader.record(event);
    for (Custodian each : custodians) {
      assertThat(each.admit(reader.claim(each, event, proof)))
          .isInstanceOf(Admission.Admitted.class);
    }
  }

  @Test
  void refusesWithoutAReceipt_L54() {
    AccessEvent event = read(0);
    assertRefused(ErrorCode.RECEIPT_MISSING, reader.claim(custodian, event, new byte[0]));
    byte[] foreign = ledger.prove(0).bytes();
    assertRefused(ErrorCode.RECEIPT_MISSING, reader.claim(custodian, event, foreign));
    assertNothingKept();
  }

  @Test
  void refusesAReceiptOfAnotherGrant_L54() {
    AccessEvent other = writer.event(Action.CREATE, LABS, TREAT, 0, Sha256.of(new byte[] {1}));
    byte[] proof = writer.record(other);
    byte[] nonce = custodian.challenge();
    byte[] possession = reader.possession(custodian.name(), read(0).request(), nonce);
    assertRefused(ErrorCode.RECEIPT_MISSING, reader.claim(other, proof, nonce, possession));
    assertRefused(ErrorCode.RECEIPT_MISSING, reader.claim(custodian, read(0), proof));
  }

  @Test
  void refusesAReceiptThatSaysAnythingElse_L54() {
    AccessEvent told = read(0);
    byte[] proof = reader.record(told);
    Selection less = new Selection(
        LABS.types(),
        LABS.categories(),
        new DayRange(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 2, 1)));
    List<AccessEvent> lies = List.of(
        with(told, reader.event(Action.READ, less, TREAT, 0).request(), told.opening()),
        with(told, reader.event(Action.SEARCH, LABS, TREAT, 0).request(), told.opening()),
        with(told, told.request(), new byte[32]),
        new AccessEvent(
            told.chain(),
            "Somebody Else",
            told.request(),
            told.number(),
            told.time(),
            told.subject(),
            told.opening()),
        new AccessEvent(
            told.chain(),
            told.holderName(),
            told.request(),
            told.number(),
            told.time().minusSeconds(2),
            told.subject(),
            told.opening()));
    lies.forEach(
        lie -> assertRefused(ErrorCode.RECEIPT_MISSING, reader.claim(custodian, lie, proof)));
    assertNothingKept();
  }

  @Test
  void refusesAPurposeOrScopeThatTheGrantDoesNotAllow() {
    AccessEvent billing = reader.event(Action.READ, LABS, HPAYMT, 0);
    assertRefused(ErrorCode.PURPOSE, reader.claim(custodian, billing, reader.record(billing)));
    AccessEvent documents = reader.event(Action.READ, Selection.of(DOCUMENTS), TREAT, 1);
    assertRefused(ErrorCode.SCOPE, reader.claim(custodian, documents, reader.record(documents)));
    assertNothingKept();
  }

  @Test
  void refusesAForgedInclusionProof_L54() {
    AccessEvent event = read(0);
    byte[] proof = reader.record(event);
    for (int at = 0; at < proof.length; at++) {
      byte[] forged = proof.clone();
      forged[at] ^= 1;
      assertRefused(ErrorCode.RECEIPT_MISSING, reader.claim(custodian, event, forged));
    }
    assertNothingKept();
  }

  @Test
  void refusesAProofFromAnotherLog_L54() {
    try (Ledger other = Ledgers.open("memory:")) {
      AccessEvent event = read(0);
      byte[] proof = new Visitor(reads, clinic, other, clock).record(event);
      assertRefused(ErrorCode.RECEIPT_MISSING, reader.claim(custodian, event, proof));
    }
  }

  @Test
  void refusesAGapInTheNumbers_L54() {
    AccessEvent second = read(1);
    byte[] proof = reader.record(second);
    assertRefused(ErrorCode.RECEIPT_MISSING, reader.claim(custodian, second, proof));
    reader.record(read(0));
    assertThat(custodian.admit(reader.claim(custodian, second, proof)))
        .isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void refusesAGapFurtherBelow_L54() {
    reader.record(read(1));
    AccessEvent third = read(2);
    byte[] proof = reader.record(third);
    assertRefused(ErrorCode.RECEIPT_MISSING, reader.claim(custodian, third, proof));
    assertNothingKept();
    reader.record(read(0));
    assertThat(custodian.admit(reader.claim(custodian, third, proof)))
        .isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void refusesAGapAboveWhatItHasSeen_L54() {
    AccessEvent first = read(0);
    custodian.admit(reader.claim(custodian, first, reader.record(first)));
    AccessEvent third = read(2);
    byte[] proof = reader.record(third);
    assertRefused(ErrorCode.RECEIPT_MISSING, reader.claim(custodian, third, proof));
  }

  @Test
  void admitsARecordedAccessOnce_L54() {
    AccessEvent event = read(0);
    byte[] proof = reader.record(event);
    assertThat(custodian.admit(reader.claim(custodian, event, proof)))
        .isInstanceOf(Admission.Admitted.class);
    assertRefused(ErrorCode.REPLAYED, reader.claim(custodian, event, proof));
  }

  @Test
  void refusesOneUseTooMany() {
    GrantChain once = vault.grant(
        clinic.grantee(),
        GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(1)).usedAtMost(1));
    Visitor visitor = new Visitor(once, clinic, ledger, clock);
    AccessEvent first = visitor.event(Action.READ, LABS, TREAT, 0);
    assertThat(custodian.admit(visitor.claim(custodian, first, visitor.record(first))))
        .isInstanceOf(Admission.Admitted.class);
    AccessEvent second = visitor.event(Action.READ, LABS, TREAT, 1);
    assertRefused(ErrorCode.USED_UP, visitor.claim(custodian, second, visitor.record(second)));
  }

  @Test
  void refusesAnOldReceipt() {
    AccessEvent event = read(0);
    byte[] proof = reader.record(event);
    clock.by = Duration.ofMinutes(6);
    assertRefused(ErrorCode.RECEIPT_MISSING, reader.claim(custodian, event, proof));
  }

  @Test
  void keepsTheReceiptSealedToThePatient() {
    AccessEvent event = read(0);
    custodian.admit(reader.claim(custodian, event, reader.record(event)));
    byte[] id = event.entry().id().bytes();
    byte[] kept = owner().get(ItemName.of(ItemKind.RECEIPT, id)).orElseThrow();
    assertThat(new String(kept, StandardCharsets.ISO_8859_1))
        .doesNotContain(event.holderName())
        .doesNotContain(new String(event.opening(), StandardCharsets.ISO_8859_1));
    CborReader in = CborReader.of(
        alice.openInbox(SECRET_ACCESS, Domain.RECEIPT, id, kept), ErrorCode.RECEIPT_MISSING);
    in.arrayOf(2);
    AccessEvent opened = AccessEvent.parse(in.bytes(kept.length));
    assertThat(opened.entry()).isEqualTo(event.entry());
    assertThat(opened.holderName()).isEqualTo("St. Mary Cardiology");
  }

  // Possession.

  @Test
  void aChallengeIsGoodOnceAndForAMinute() {
    AccessEvent event = read(0);
    byte[] proof = reader.record(event);
    AccessClaim claim = reader.claim(custodian, event, proof);
    assertThat(custodian.admit(claim)).isInstanceOf(Admission.Admitted.class);
    assertRefused(ErrorCode.POSSESSION, claim);
    AccessClaim late = reader.claim(custodian, event, proof);
    clock.by = Duration.ofSeconds(61);
    assertRefused(ErrorCode.POSSESSION, late);
  }

  @Test
  void aProofOfPossessionIsForOneChallengeOfOneCustodianAndOneRequest_L37() {
    AccessEvent event = read(0);
    byte[] proof = reader.record(event);
    byte[] nonce = custodian.challenge();
    byte[] used = reader.possession("node-0", event.request(), nonce);
    custodian.admit(reader.claim(event, proof, nonce, used));
    assertRefused(ErrorCode.POSSESSION, reader.claim(event, proof, custodian.challenge(), used));
    byte[] second = custodian.challenge();
    assertRefused(
        ErrorCode.POSSESSION,
        reader.claim(event, proof, second, reader.possession("node-1", event.request(), second)));
    byte[] third = custodian.challenge();
    AccessEvent other = reader.event(Action.SEARCH, LABS, TREAT, 0);
    assertRefused(
        ErrorCode.POSSESSION,
        reader.claim(event, proof, third, reader.possession("node-0", other.request(), third)));
    assertRefused(
        ErrorCode.POSSESSION,
        reader.claim(
            event,
            proof,
            new byte[32],
            reader.possession("node-0", event.request(), new byte[32])));
  }

  @Test
  void refusesWhomTheGrantDoesNotName_L36() {
    try (HolderKeys thief = HolderKeys.create("Thief")) {
      Visitor stranger = new Visitor(reads, thief, ledger, clock);
      AccessEvent event = stranger.event(Action.READ, LABS, TREAT, 0);
      byte[] proof = stranger.record(event);
      assertRefused(ErrorCode.POSSESSION, stranger.claim(custodian, event, proof));
      assertNothingKept();
    }
  }

  @Test
  void refusesATokenWithAnyByteFlipped() {
    AccessEvent event = read(0);
    byte[] proof = reader.record(event);
    byte[] token = reads.withoutKeybox().bytes();
    for (int at = 0; at < token.length; at++) {
      byte[] flipped = token.clone();
      flipped[at] ^= 1;
      AccessClaim sound = reader.claim(custodian, event, proof);
      AccessClaim altered = new AccessClaim(
          new Presentation(flipped, sound.presentation().possession()),
          sound.nonce(),
          event,
          proof);
      assertThat(custodian.admit(altered)).isInstanceOf(Admission.Refused.class);
      assertAlteredChainIsRefused(flipped);
    }
    assertNothingKept();
  }

  /** The holder goes all the way with it, and even has the access recorded. */
  private void assertAlteredChainIsRefused(byte[] flipped) {
    GrantChain altered;
    try {
      altered = GrantChain.parse(flipped);
    } catch (HabeasException e) {
      return;
    }
    Visitor visitor = new Visitor(altered, clinic, ledger, clock);
    AccessEvent event = visitor.event(Action.READ, LABS, TREAT, 0);
    byte[] proof = ledger
        .find(event.entry().id())
        .map(there -> new byte[0])
        .orElseGet(() -> visitor.record(event));
    assertThat(custodian.admit(visitor.claim(custodian, event, proof)))
        .isInstanceOf(Admission.Refused.class);
  }

  @Test
  void refusesAVaultOfWhichItKeepsNothing() {
    try (PatientKeys bob = PatientKeys.create();
        Vault other = Vault.builder()
            .keys(bob)
            .ledger(ledger)
            .custodians(
                IntStream.range(0, 2)
                    .mapToObj(
                        i -> Custodians.over("other-" + i, ShardStore.inMemory(), ledger, clock))
                    .toList(),
                StripeLayout.of(1, 2))
            .open()) {
      GrantChain chain = other.grant(
          clinic.grantee(), GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(1)));
      Visitor visitor = new Visitor(chain, clinic, ledger, clock);
      AccessEvent event = visitor.event(Action.READ, LABS, TREAT, 0);
      assertRefused(
          ErrorCode.UNKNOWN_VAULT, visitor.claim(custodian, event, visitor.record(event)));
    }
  }

  // Sessions.

  @ParameterizedTest
  @EnumSource
  void aReadSessionFetchesOnlyWhatIsReleased(ItemKind kind) {
    ReleaseSession session = admitted(reader, read(0));
    owner().list(kind).forEach(name -> {
      Class<?> expected =
          kind.releasedToHolders() ? ReleaseSession.Found.class : ReleaseSession.Refused.class;
      assertThat(session.fetch(name)).isInstanceOf(expected);
      assertThat(session.fetch(name, 0, 1)).isInstanceOf(expected);
    });
    ItemName absent = new ItemName(kind, "abcdef");
    assertThat(session.fetch(absent))
        .isInstanceOf(
            Set.of(
                        ItemKind.SHARD,
                        ItemKind.MANIFEST,
                        ItemKind.ROSTER,
                        ItemKind.PAGE,
                        ItemKind.KEY_UPDATE)
                    .contains(kind)
                ? ReleaseSession.Absent.class
                : ReleaseSession.Refused.class);
  }

  @Test
  void aPartIsThoseBytesOfTheWholeOrNothing() {
    ReleaseSession session = admitted(reader, read(0));
    ItemName page = owner().list(ItemKind.PAGE).get(0);
    byte[] whole = owner().get(page).orElseThrow();
    int length = whole.length - 3;
    byte[] end = Arrays.copyOfRange(whole, 3, whole.length);
    assertThat(owner().get(page, 3, length)).hasValue(end);
    assertThat(session.fetch(page, 3, length))
        .isInstanceOfSatisfying(
            ReleaseSession.Found.class, found -> assertThat(found.content()).isEqualTo(end));
    assertThat(owner().get(page, 4, length)).isEmpty();
    assertThat(session.fetch(page, 4, length)).isInstanceOf(ReleaseSession.Absent.class);
    assertThatIllegalArgumentException().isThrownBy(() -> owner().get(page, -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> session.fetch(page, 0, -1));
  }

  @Test
  void aReadSessionLeavesNothing() {
    assertThat(admitted(reader, read(0)).deposit(new byte[] {1}))
        .isInstanceOf(ReleaseSession.Refused.class);
    assertThat(owner().list(ItemKind.INBOX)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aCreateSessionFetchesNothing_L44(ItemKind kind) {
    AccessEvent event = writer.event(Action.CREATE, LABS, TREAT, 0, Sha256.of(new byte[] {1}));
    ReleaseSession session = admitted(writer, event);
    assertThat(session.fetch(new ItemName(kind, "abcdef")))
        .isInstanceOf(ReleaseSession.Refused.class);
    owner().list(kind).forEach(name -> {
      assertThat(session.fetch(name)).isInstanceOf(ReleaseSession.Refused.class);
      assertThat(session.fetch(name, 0, 1)).isInstanceOf(ReleaseSession.Refused.class);
    });
  }

  @Test
  void aCreateSessionLeavesOnlyWhatItsReceiptNames() {
    byte[] sealed = {1, 2, 3};
    ReleaseSession session =
        admitted(writer, writer.event(Action.CREATE, LABS, TREAT, 0, Sha256.of(sealed)));
    assertThat(session.deposit(new byte[] {4})).isInstanceOf(ReleaseSession.Refused.class);
    assertThat(session.deposit(sealed)).isInstanceOf(ReleaseSession.Kept.class);
    assertThat(owner().list(ItemKind.INBOX))
        .containsExactly(ItemName.of(ItemKind.INBOX, Sha256.of(sealed)));
  }

  @Test
  void revocationStopsASessionThatIsOpen_L54() {
    ReleaseSession session = admitted(reader, read(0));
    ReleaseSession deposits =
        admitted(writer, writer.event(Action.CREATE, LABS, TREAT, 0, Sha256.of(new byte[] {1})));
    ItemName page = owner().list(ItemKind.PAGE).get(0);
    assertThat(session.fetch(page)).isInstanceOf(ReleaseSession.Found.class);
    vault.revoke(reads.id());
    assertStopped(ErrorCode.GRANT_REVOKED, session.fetch(page));
    assertStopped(ErrorCode.GRANT_REVOKED, session.fetch(page, 0, 1));
    vault.revoke(creates.id());
    assertThat(deposits.deposit(new byte[] {1})).isInstanceOf(ReleaseSession.Refused.class);
    AccessEvent next = read(1);
    assertRefused(ErrorCode.GRANT_REVOKED, reader.claim(custodian, next, reader.record(next)));
  }

  @Test
  void aSessionEndsWithItsTimeAndWithItsGrant() {
    ReleaseSession session = admitted(reader, read(0));
    ItemName page = owner().list(ItemKind.PAGE).get(0);
    clock.by = Duration.ofMinutes(11);
    assertStopped(ErrorCode.RECEIPT_MISSING, session.fetch(page));
    clock.by = Duration.ofDays(31);
    assertStopped(ErrorCode.GRANT_EXPIRED, session.fetch(page));
  }

  @Test
  void aCustodianThatCantFollowTheLedgerServesNothing() {
    AccessEvent event = read(0);
    byte[] proof = reader.record(event);
    ReleaseSession session = admitted(reader, event);
    AccessClaim claim = reader.claim(custodian, event, proof);
    ItemName page = owner().list(ItemKind.PAGE).get(0);
    ledger.close();
    assertStopped(ErrorCode.STALE_REVOCATIONS, session.fetch(page));
    assertRefused(ErrorCode.STALE_REVOCATIONS, claim);
  }

  @Test
  void aClockThatIsTurnedBackRevivesNothingAndIsNoticed_L25_L27() {
    AccessEvent event = read(0);
    byte[] proof = reader.record(event);
    ReleaseSession session = admitted(reader, event);
    ItemName page = owner().list(ItemKind.PAGE).get(0);
    clock.by = Duration.ofDays(31);
    assertStopped(ErrorCode.GRANT_EXPIRED, session.fetch(page));
    clock.by = Duration.ZERO;
    assertStopped(ErrorCode.GRANT_EXPIRED, session.fetch(page));
    assertRefused(ErrorCode.SUSPECT_CLOCK, reader.claim(custodian, event, proof));
  }

  @Test
  void aDepositLargerThanAnyRecordIsRefused() {
    byte[] large = new byte[ReleaseSession.MAX_DEPOSIT_BYTES + 1];
    ReleaseSession session =
        admitted(writer, writer.event(Action.CREATE, LABS, TREAT, 0, Sha256.of(large)));
    assertThat(session.deposit(large))
        .isInstanceOfSatisfying(
            ReleaseSession.Refused.class,
            refused -> assertThat(refused.deny().code()).isEqualTo(ErrorCode.DEPOSIT_TOO_LARGE));
    assertThat(owner().list(ItemKind.INBOX)).isEmpty();
  }

  @Test
  void theLargestRecordIsNoTooLargeDeposit() {
    HealthRecord largest = new HealthRecord(
        new RecordId("r".repeat(256)),
        "t".repeat(64),
        LocalDate.of(2026, 1, 5),
        Set.of(LABORATORY),
        Set.of(Label.NORMAL),
        new byte[HealthRecord.MAX_CONTENT_BYTES]);
    try (GrantedVault door = GrantedVault.open(creates, clinic, ledger, custodians)) {
      DepositReport report = door.deposit(largest);
      assertThat(report.refusal()).isEmpty();
      assertThat(report.custodians()).isEqualTo(2);
    }
  }

  // The owner.

  @Test
  void letsInOnlyTheOwnerWithAFreshProofForThisCustodian() {
    byte[] nonce = custodian.challenge();
    OwnerProof proof = OwnerProof.of(alice, "node-0", nonce);
    assertThat(custodian.enter(proof).list(ItemKind.CARD)).containsExactly(VaultCard.NAME);
    assertNotLetIn(proof);
    assertNotLetIn(OwnerProof.of(alice, "node-0", new byte[32]));
    assertNotLetIn(OwnerProof.of(alice, "node-1", custodian.challenge()));
    byte[] late = custodian.challenge();
    clock.by = Duration.ofSeconds(61);
    assertNotLetIn(OwnerProof.of(alice, "node-0", late));
  }

  @Test
  void letsNobodyInWithAnotherKey() {
    try (PatientKeys mallory = PatientKeys.create()) {
      byte[] nonce = custodian.challenge();
      byte[] signature = OwnerProof.of(mallory, "node-0", nonce).signature();
      assertNotLetIn(new OwnerProof(VaultCard.of(alice), nonce, signature));
      byte[] next = custodian.challenge();
      OwnerProof sound = OwnerProof.of(alice, "node-0", next);
      byte[] altered = sound.signature();
      altered[altered.length - 1] ^= 1;
      assertNotLetIn(new OwnerProof(sound.card(), next, altered));
      // With her own key she gets into her own vault, in which there is nothing.
      OwnerProof hers = OwnerProof.of(mallory, "node-0", custodian.challenge());
      assertThat(custodian.enter(hers).list(ItemKind.JOURNAL)).isEmpty();
    }
  }

  // What the tests share.

  private AccessEvent read(long number) {
    return reader.event(Action.READ, LABS, TREAT, number);
  }

  private static AccessEvent with(AccessEvent event, AccessRequest request, byte[] opening) {
    return new AccessEvent(
        event.chain(),
        event.holderName(),
        request,
        event.number(),
        event.time(),
        event.subject(),
        opening);
  }

  private ReleaseSession admitted(Visitor visitor, AccessEvent event) {
    byte[] proof = visitor.record(event);
    assertThat(InclusionBundle.parse(proof).entry()).isEqualTo(event.entry());
    return ((Admission.Admitted) custodian.admit(visitor.claim(custodian, event, proof))).session();
  }

  private OwnerSession owner() {
    return custodian.enter(OwnerProof.of(alice, "node-0", custodian.challenge()));
  }

  private void assertNothingKept() {
    assertThat(owner().list(ItemKind.RECEIPT)).isEmpty();
  }

  private void assertRefused(ErrorCode code, AccessClaim claim) {
    Admission admission = custodian.admit(claim);
    assertThat(admission)
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused ->
                assertThat(refused.deny().code()).as(refused.deny().toString()).isEqualTo(code));
  }

  private static void assertStopped(ErrorCode code, ReleaseSession.Fetched fetched) {
    assertThat(fetched)
        .isInstanceOfSatisfying(
            ReleaseSession.Refused.class,
            refused -> assertThat(refused.deny().code()).isEqualTo(code));
  }

  private void assertNotLetIn(OwnerProof proof) {
    assertThatExceptionOfType(HabeasException.class)
        .isThrownBy(() -> custodian.enter(proof))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.POSSESSION));
  }

  private static HealthRecord lab() {
    return new HealthRecord(
        new RecordId("Observation/1"),
        "Observation",
        LocalDate.of(2026, 1, 5),
        Set.of(LABORATORY),
        Set.of(Label.NORMAL),
        "a value".getBytes(StandardCharsets.UTF_8));
  }
}
