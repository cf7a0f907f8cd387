// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import health.habeas.error.InvalidInputException;
import health.habeas.grant.Action;
import health.habeas.grant.Directive;
import health.habeas.grant.Directives;
import health.habeas.grant.RevocationStatement;
import health.habeas.key.PatientKeys;
import health.habeas.key.VerifyKey;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.shard.AccessClaim;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.Admission;
import health.habeas.shard.Custodian;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerProof;
import health.habeas.shard.OwnerSession;
import health.habeas.shard.ReleaseSession;
import health.habeas.shard.VaultCard;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Custodian} must do wherever it runs, over any store and any wire, as tests: extend this class and
 * implement {@link #open}. {@link CustodianLaws} tries the rules of grants on it in any order; this is the rest: what is
 * kept and given back, who is let in, and what a restart leaves.
 *
 * <p>It needs JUnit Jupiter alone. Not thread-safe: one per test, as JUnit does.
 */
public abstract class CustodianContract {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final ItemName PAGE = CustodianHistory.PAGE;
  private static final byte[] CONTENT = blob(5000);

  private final Ledger ledger = Ledgers.open("memory:");
  private volatile Instant now = Universe.NOW;
  private Custodian custodian;
  private OwnerSession patient;

  /** For subclasses. */
  @SuppressWarnings("NullAway.Init") // JUnit opens the custodian before each test
  protected CustodianContract() {}

  /**
   * Opens the custodian under test, which keeps nothing when a test begins. A test that closed it calls this again for the
   * same one after a restart.
   *
   * @param name its name
   * @param ledger the log that it follows; the kit closes it
   * @param clock where it takes the time from
   */
  protected abstract Custodian open(String name, Ledger ledger, InstantSource clock);

  /** Whether what it keeps outlives it; if not, the tests of a restart are skipped. Default: yes. */
  protected boolean isDurable() {
    return true;
  }

  @BeforeEach
  final void openCustodian() {
    custodian = open(Universe.VERIFIER, ledger, () -> now);
    patient = CustodianHistory.enter(custodian);
    patient.put(VaultCard.NAME, CustodianHistory.card());
    patient.put(PAGE, CONTENT);
  }

  @AfterEach
  final void closeCustodian() {
    custodian.close();
    ledger.close();
  }

  @Test
  void hasTheNameThatProofsAreBoundTo() {
    assertThat(custodian.name()).isEqualTo(Universe.VERIFIER);
  }

  @Test
  void keepsWhatThePatientPutsAndNeverOverwrites() {
    ItemName name = new ItemName(ItemKind.SHARD, "0a.1");
    assertThat(patient.get(name)).isEmpty();
    assertThat(patient.put(name, blob(1000))).isEqualTo(OwnerSession.Stored.NEW);
    assertThat(patient.put(name, blob(1000))).isEqualTo(OwnerSession.Stored.SAME);
    assertThat(patient.put(name, blob(1001))).isEqualTo(OwnerSession.Stored.OTHER);
    assertThat(patient.get(name)).hasValue(blob(1000));
    patient.delete(name);
    patient.delete(name);
    assertThat(patient.get(name)).isEmpty();
    assertThat(patient.put(name, blob(1001))).isEqualTo(OwnerSession.Stored.NEW);
  }

  @Test
  void takesItemsOfEverySize() {
    for (int size : new int[] {0, 1, 16_384, 65_537, 5_000_001}) {
      ItemName name = new ItemName(ItemKind.SHARD, "0b." + size);
      assertThat(patient.put(name, blob(size))).isEqualTo(OwnerSession.Stored.NEW);
      assertThat(patient.get(name)).hasValue(blob(size));
    }
  }

  @Test
  void givesThePatientPartsOfAnItem() {
    assertThat(patient.get(PAGE, 0, 5000)).hasValue(CONTENT);
    assertThat(patient.get(PAGE, 4999, 1)).hasValue(Arrays.copyOfRange(CONTENT, 4999, 5000));
    assertThat(patient.get(PAGE, 5000, 0)).hasValue(new byte[0]);
    assertThat(patient.get(PAGE, 4999, 2)).isEmpty();
    assertThat(patient.get(PAGE, 5001, 0)).isEmpty();
    assertThat(patient.get(PAGE, Long.MAX_VALUE, Integer.MAX_VALUE)).isEmpty();
    assertThat(patient.get(new ItemName(ItemKind.SHARD, "0c"), 0, 1)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> patient.get(PAGE, -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> patient.get(PAGE, 0, -1));
  }

  @Test
  void listsOneKindAndAllOfIt() {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < 1200; i++) {
      names.add("%04x".formatted(i));
      patient.put(new ItemName(ItemKind.JOURNAL, "%04x".formatted(i)), new byte[] {1});
    }
    assertThat(patient.list(ItemKind.JOURNAL))
        .extracting(ItemName::name)
        .containsExactlyInAnyOrderElementsOf(names);
    assertThat(patient.list(ItemKind.PAGE)).containsExactly(PAGE);
    assertThat(patient.list(ItemKind.EPOCH)).isEmpty();
  }

  @Test
  void ofManyWritersOneIsNew() {
    List<CompletableFuture<OwnerSession.Stored>> writers = IntStream.range(0, 8)
        .mapToObj(i -> CompletableFuture.supplyAsync(
            () -> patient.put(new ItemName(ItemKind.JOURNAL, "0d"), blob(2000 + i)),
            task -> new Thread(task, "writer").start()))
        .toList();
    List<OwnerSession.Stored> stored =
        writers.stream().map(CompletableFuture::join).toList();
    assertThat(stored).containsOnlyOnce(OwnerSession.Stored.NEW);
    assertThat(stored).doesNotContain(OwnerSession.Stored.SAME);
    assertThat(patient.get(new ItemName(ItemKind.JOURNAL, "0d")))
        .hasValue(blob(2000 + stored.indexOf(OwnerSession.Stored.NEW)));
  }

  @Test
  void tellsAnybodyTheCardOfAVaultThatItKeeps() {
    assertThat(custodian.card(Story.VAULT)).hasValue(VaultCard.parse(CustodianHistory.card()));
    try (PatientKeys another = PatientKeys.create()) {
      OwnerProof proof = OwnerProof.of(another, custodian.name(), custodian.challenge());
      assertThat(custodian.card(proof.card().vault())).isEmpty();
    }
  }

  @Test
  void showsOnePatientNothingOfAnother() {
    try (PatientKeys another = PatientKeys.create()) {
      OwnerSession session =
          custodian.enter(OwnerProof.of(another, custodian.name(), custodian.challenge()));
      assertThat(session.get(PAGE)).isEmpty();
      assertThat(session.list(ItemKind.PAGE)).isEmpty();
      assertThat(session.put(PAGE, new byte[] {9})).isEqualTo(OwnerSession.Stored.NEW);
      session.delete(PAGE);
      assertThat(patient.get(PAGE)).hasValue(CONTENT);
    }
  }

  @Test
  void letsNobodyInWithoutAFreshProofForThisCustodian() {
    try (PatientKeys keys = PatientKeys.create()) {
      OwnerProof used = OwnerProof.of(keys, custodian.name(), custodian.challenge());
      custodian.enter(used);
      assertNotLetIn(used);
      assertNotLetIn(OwnerProof.of(keys, "another custodian", custodian.challenge()));
      assertNotLetIn(OwnerProof.of(keys, custodian.name(), new byte[32]));
      byte[] nonce = custodian.challenge();
      OwnerProof sound = OwnerProof.of(keys, custodian.name(), nonce);
      VaultCard another = VaultCard.parse(CustodianHistory.card());
      assertNotLetIn(new OwnerProof(another, nonce, sound.signature()));
      byte[] late = custodian.challenge();
      now = now.plusSeconds(61);
      assertNotLetIn(OwnerProof.of(keys, custodian.name(), late));
    }
  }

  @Test
  void releasesWhatIsGrantedAndRecordedInParts() {
    ReleaseSession session = admitted(visit(2), 0);
    assertThat(content(session.fetch(PAGE))).isEqualTo(CONTENT);
    assertThat(content(session.fetch(PAGE, 100, 50)))
        .isEqualTo(Arrays.copyOfRange(CONTENT, 100, 150));
    assertThat(session.fetch(PAGE, 4999, 2)).isInstanceOf(ReleaseSession.Absent.class);
    assertThat(session.fetch(new ItemName(ItemKind.PAGE, "0e")))
        .isInstanceOf(ReleaseSession.Absent.class);
    for (ItemName hers : List.of(VaultCard.NAME, new ItemName(ItemKind.JOURNAL, "00"))) {
      assertThat(session.fetch(hers)).isInstanceOf(ReleaseSession.Refused.class);
      assertThat(session.fetch(hers, 0, 1)).isInstanceOf(ReleaseSession.Refused.class);
    }
    assertThat(patient.list(ItemKind.RECEIPT)).hasSize(1);
  }

  @Test
  void admitsAnAccessOnce() {
    Visit visit = visit(1);
    AccessEvent event = visit.event(Action.READ, 0, now);
    byte[] proof = visit.record(event);
    AccessClaim claim = visit.claim(custodian, event, proof);
    assertThat(custodian.admit(claim)).isInstanceOf(Admission.Admitted.class);
    assertThat(refusal(custodian.admit(claim))).isEqualTo("HBS-1014");
    assertThat(refusal(custodian.admit(visit.claim(custodian, event, proof))))
        .isEqualTo("HBS-1015");
    assertThat(patient.list(ItemKind.RECEIPT)).hasSize(1);
  }

  @Test
  void refusesAnAccessThatIsNotInTheLedger() {
    Visit visit = visit(1);
    byte[] another = visit.record(visit.event(Action.READ, 0, now));
    AccessEvent event = visit.event(Action.READ, 0, now);
    assertThat(refusal(custodian.admit(visit.claim(custodian, event, another))))
        .isEqualTo("HBS-1018");
  }

  @Test
  void refusesWhatItCannotRead() {
    Visit visit = visit(1);
    AccessEvent event = visit.event(Action.READ, 0, now);
    byte[] proof = visit.record(event);
    byte[] huge = new byte[3_000_000];
    for (byte[] garbage : new byte[][] {{}, {1}, huge}) {
      assertThat(custodian.admit(visit.claim(event, proof, custodian.challenge(), garbage)))
          .isInstanceOf(Admission.Refused.class);
      assertThat(custodian.admit(visit.claim(custodian, event, garbage)))
          .isInstanceOf(Admission.Refused.class);
    }
    assertThat(custodian.admit(visit.claim(custodian, event, proof)))
        .isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void aRevocationEndsASessionUnderWay() {
    ReleaseSession session = admitted(visit(2), 0);
    CustodianHistory.revoke(ledger, 0);
    assertThat(custodian.followLedger()).isEqualTo(2);
    assertThat(session.fetch(PAGE)).isInstanceOf(ReleaseSession.Refused.class);
    assertThat(session.fetch(PAGE, 0, 1)).isInstanceOf(ReleaseSession.Refused.class);
    assertThat(refusal(admission(visit(2), 1))).isEqualTo("HBS-1004");
  }

  @Test
  void takesADepositThatWasRecordedAndNoOther() {
    byte[] item = blob(3000);
    Visit visit = visit(1);
    AccessEvent event = visit.depositing(item, 0, now);
    ReleaseSession session =
        session(custodian.admit(visit.claim(custodian, event, visit.record(event))));
    assertThat(session.deposit(blob(3001))).isInstanceOf(ReleaseSession.Refused.class);
    assertThat(session.deposit(item)).isInstanceOf(ReleaseSession.Kept.class);
    assertThat(session.deposit(item)).isInstanceOf(ReleaseSession.Kept.class);
    List<ItemName> inbox = patient.list(ItemKind.INBOX);
    assertThat(inbox).hasSize(1);
    assertThat(patient.get(inbox.get(0))).hasValue(item);
  }

  @Test
  void refusesADepositBeyondTheLimit() {
    Visit visit = visit(1);
    byte[] item = new byte[ReleaseSession.MAX_DEPOSIT_BYTES + 1];
    AccessEvent event = visit.depositing(item, 0, now);
    ReleaseSession session =
        session(custodian.admit(visit.claim(custodian, event, visit.record(event))));
    assertThat(session.deposit(item))
        .isInstanceOfSatisfying(
            ReleaseSession.Refused.class,
            refused -> assertThat(refused.deny().code().id()).isEqualTo("HBS-4010"));
  }

  @Test
  void aRestartLosesNothingThatWasAcknowledged() {
    assumeTrue(isDurable(), "skipped: what this custodian keeps is gone with it");
    admitted(visit(1), 0);
    VerifyKey ended = Story.HOLDERS.get(2).key();
    RevocationStatement statement =
        RevocationStatement.ofKey(Story.VAULT, ended, Signatory.PATIENT, RANDOM);
    ledger.append(statement.entry()).orThrow();
    custodian.revoke(statement);
    Directive directive = Directive.in(Story.VAULT).against(Story.HOLDERS.get(1).key());
    patient.obey(
        Directives.none(Story.VAULT).next(Set.of(directive), Signatory.PATIENT).bytes());

    custodian.close();
    custodian = open(Universe.VERIFIER, ledger, () -> now);
    patient = CustodianHistory.enter(custodian);
    assertThat(patient.get(PAGE)).hasValue(CONTENT);
    assertThat(patient.list(ItemKind.RECEIPT)).hasSize(1);
    assertThat(patient.list(ItemKind.REVOCATION)).hasSize(1);
    assertThat(content(admitted(visit(1), 1).fetch(PAGE))).isEqualTo(CONTENT);
    assertThat(refusal(admission(visit(2), 2))).isEqualTo("HBS-1016");
    assertThat(refusal(admission(visit(3), 3))).isEqualTo("HBS-1024");
  }

  @Test
  void aRestartAdmitsNoAccessAgain() {
    assumeTrue(isDurable(), "skipped: what this custodian keeps is gone with it");
    Visit visit = visit(1);
    AccessEvent event = visit.event(Action.READ, 0, now);
    byte[] proof = visit.record(event);
    AccessClaim claim = visit.claim(custodian, event, proof);
    assertThat(custodian.admit(claim)).isInstanceOf(Admission.Admitted.class);
    custodian.close();
    custodian = open(Universe.VERIFIER, ledger, () -> now);
    patient = CustodianHistory.enter(custodian);
    assertThat(custodian.admit(claim)).isInstanceOf(Admission.Refused.class);
    assertThat(custodian.admit(visit.claim(custodian, event, proof)))
        .isInstanceOf(Admission.Refused.class);
  }

  private void assertNotLetIn(OwnerProof proof) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> custodian.enter(proof))
        .satisfies(e -> assertThat(e.code().id()).isIn("HBS-1014", "HBS-1002"));
  }

  private Visit visit(int links) {
    Story story = new Story(List.of(
        CustodianHistory.everything(),
        CustodianHistory.everything(),
        CustodianHistory.everything()));
    return new Visit(story.chainOf(links), Story.HOLDERS.get(links - 1), ledger, now);
  }

  private Admission admission(Visit visit, long number) {
    AccessEvent event = visit.event(Action.READ, number, now);
    return custodian.admit(visit.claim(custodian, event, visit.record(event)));
  }

  private ReleaseSession admitted(Visit visit, long number) {
    return session(admission(visit, number));
  }

  private static ReleaseSession session(Admission admission) {
    assertThat(admission).isInstanceOf(Admission.Admitted.class);
    return ((Admission.Admitted) admission).session();
  }

  private static String refusal(Admission admission) {
    assertThat(admission).isInstanceOf(Admission.Refused.class);
    return ((Admission.Refused) admission).deny().code().id();
  }

  private static byte[] content(ReleaseSession.Fetched fetched) {
    assertThat(fetched).isInstanceOf(ReleaseSession.Found.class);
    return ((ReleaseSession.Found) fetched).content();
  }

  private static byte[] blob(int size) {
    byte[] blob = new byte[size];
    new Random(size).nextBytes(blob);
    return blob;
  }
}
