// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.Action;
import health.habeas.grant.Directives;
import health.habeas.grant.GrantChain;
import health.habeas.grant.LedgerRevocations;
import health.habeas.grant.Purpose;
import health.habeas.grant.RevocationStatement;
import health.habeas.key.PatientKeys;
import health.habeas.key.VerifyKey;
import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
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
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * Two custodians, one ledger, one vault with one page, and what a model without rules expects of them: an access is
 * admitted if no link of its chain was revoked, by its handle or by a key, and the hour of the grants is not over. Not thread-safe: one per try.
 */
final class CustodianHistory implements AutoCloseable {
  /** What holders want. */
  static final ItemName PAGE = new ItemName(ItemKind.PAGE, "00ff");

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] SEALING_KEY = sealingKey();
  private static final int GRANTED_SECONDS = 3600;
  private static final int SURE_SECONDS = 300;

  /** How the custodians are made. */
  @FunctionalInterface
  interface Maker {
    Custodian make(String name, Ledger ledger, InstantSource clock);
  }

  /** An admission, with what it rests on. */
  private record Admitted(
      int links, int since, List<AccessClaim> claims, List<Admission> admissions) {}

  private final Ledger ledger = Ledgers.open("memory:");
  private final List<Custodian> custodians;
  private final List<OwnerSession> patient = new ArrayList<>();
  private final Story story = new Story(List.of(everything(), everything(), everything()));
  private final List<Admitted> admitted = new ArrayList<>();
  private final BitSet revoked = new BitSet();
  private int seconds;
  private long accesses;
  private int statements;

  CustodianHistory(Maker maker) {
    custodians = List.of(
        maker.make(Universe.VERIFIER, ledger, this::now),
        maker.make("custodian-2", ledger, this::now));
    for (Custodian custodian : custodians) {
      OwnerSession session = enter(custodian);
      session.put(VaultCard.NAME, card());
      session.put(PAGE, new byte[] {1, 2, 3});
      patient.add(session);
    }
  }

  Instant now() {
    return Universe.NOW.plusSeconds(seconds);
  }

  Custodian first() {
    return custodians.get(0);
  }

  Custodian second() {
    return custodians.get(1);
  }

  void setClock(int secondsAfterStart) {
    seconds = secondsAfterStart;
  }

  void loseTheLedger() {
    ledger.close();
  }

  Visit visit(int links) {
    GrantChain chain = story.chainOf(links);
    return new Visit(chain, Story.HOLDERS.get(links - 1), ledger, now());
  }

  /** A visit with a grant to break the glass, of which this custodian has a share. */
  Visit emergency() {
    GrantChain chain = Story.breakGlass(Set.of(Action.READ), Set.of(Purpose.BTG), 0);
    patient.get(0).put(share(chain), new byte[] {4, 5, 6});
    return new Visit(chain, Story.HOLDERS.get(0), ledger, now());
  }

  /** Under what name a share of the key to a break-glass grant's keybox is kept. */
  static ItemName share(GrantChain chain) {
    return ItemName.of(ItemKind.BREAK_GLASS_SHARE, chain.root().id().bytes());
  }

  /** A recorded, sound access at the first custodian. */
  Admission admit(Visit visit, long number) {
    Visit today = new Visit(visit.chain(), visit.holder(), ledger, now());
    AccessEvent event = today.event(Action.READ, number, now());
    return first().admit(today.claim(first(), event, today.record(event)));
  }

  /** What the patient forbids, at the first custodian; the version that it goes by. */
  long forbid(Directives directives) {
    return patient.get(0).obey(directives.bytes());
  }

  /** How many receipts the patient finds with a custodian. */
  int receipts(Custodian custodian) {
    return patient.get(custodians.indexOf(custodian)).list(ItemKind.RECEIPT).size();
  }

  /** An honest access, at both. */
  void visitBoth(int links) {
    Visit visit = visit(links);
    AccessEvent event = visit.event(Action.READ, accesses++, now());
    byte[] proof = visit.record(event);
    boolean allowed = isAllowed(links);
    List<AccessClaim> claims = new ArrayList<>();
    List<Admission> admissions = new ArrayList<>();
    for (Custodian custodian : custodians) {
      AccessClaim claim = visit.claim(custodian, event, proof);
      Admission admission = custodian.admit(claim);
      assertThat(admission instanceof Admission.Admitted).as("%s", admission).isEqualTo(allowed);
      claims.add(claim);
      admissions.add(admission);
    }
    if (allowed) {
      admitted.add(new Admitted(links, seconds, claims, admissions));
    }
    requireOneReceiptEach();
  }

  /** An access that is recorded, and claimed to be something else. */
  void visitWithALie(int links, Lie lie, int place) {
    Visit visit = visit(links);
    AccessEvent event = visit.event(Action.READ, accesses++, now());
    byte[] proof = visit.record(event);
    for (Custodian custodian : custodians) {
      AccessClaim claim = lie.claim(visit, custodian, event, proof, place);
      assertThat(custodian.admit(claim)).isInstanceOf(Admission.Refused.class);
    }
    requireOneReceiptEach();
  }

  /** A claim that was admitted once, again; and with a fresh proof for the same access. */
  void replay(int which) {
    if (which < admitted.size()) {
      Admitted earlier = admitted.get(which);
      for (int i = 0; i < custodians.size(); i++) {
        AccessClaim claim = earlier.claims().get(i);
        assertThat(custodians.get(i).admit(claim)).isInstanceOf(Admission.Refused.class);
        AccessClaim anew =
            visit(earlier.links()).claim(custodians.get(i), claim.event(), claim.inclusion());
        assertThat(custodians.get(i).admit(anew)).isInstanceOf(Admission.Refused.class);
      }
      requireOneReceiptEach();
    }
  }

  /** The preimage of a link's status handle becomes public, whether anybody saw that grant or not. */
  void revoke(int link) {
    revoke(ledger, link);
    revoked.set(link);
    first().followLedger();
  }

  /** What anybody can publish who sees the grants. */
  void publish(int pick) {
    GrantChain chain = story.chain();
    append(
        ledger,
        List.of(
                chain.id().bytes(),
                chain.root().binding().status().bytes(),
                chain.last().binding().status().bytes(),
                chain.digest(),
                chain.root().id().bytes())
            .get(pick));
    first().followLedger();
  }

  /**
   * Somebody says of the key of a holder that it ended, or that what it issued so far did; with an
   * entry in the ledger or without. Told by whoever may, that ends every chain of it, and is taken as often as it is told;
   * told by anybody else or of no entry, it is not taken.
   */
  void revokeKey(int holder, Signatory signer, boolean whole, boolean recorded) {
    VerifyKey key = Story.HOLDERS.get(holder).key();
    RevocationStatement statement = whole
        ? RevocationStatement.ofKey(Story.VAULT, key, signer, RANDOM)
        : RevocationStatement.issuedBefore(Story.VAULT, key, 1, signer, RANDOM);
    long position = recorded ? ledger.append(statement.entry()).orThrow().position() : -1;
    boolean may = signer == Signatory.PATIENT || signer == Story.HOLDERS.get(holder);
    for (Custodian custodian : custodians) {
      if (may && recorded) {
        assertThat(custodian.revoke(statement)).isEqualTo(position);
        assertThat(custodian.revoke(statement)).isEqualTo(position);
      } else {
        assertThatExceptionOfType(InvalidInputException.class)
            .isThrownBy(() -> custodian.revoke(statement))
            .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.REVOCATION_INVALID));
      }
    }
    if (may && recorded) {
      // who holds link i issues the one below it, and these grants name no ledger: any position
      // ends them
      revoked.set(whole ? holder : holder + 1);
      statements++;
    }
    for (OwnerSession session : patient) {
      assertThat(session.list(ItemKind.REVOCATION)).hasSize(statements);
    }
  }

  void await(int more) {
    seconds += more;
  }

  /** The page through a session: gone with the grant, there while the session is young, and old sessions may end. */
  void fetch(int which) {
    if (which < admitted.size()) {
      Admitted session = admitted.get(which);
      boolean allowed = isAllowed(session.links());
      boolean young = seconds - session.since() <= SURE_SECONDS;
      for (Admission admission : session.admissions()) {
        boolean released = isReleased(admission);
        assertThat(released && !allowed).isFalse();
        assertThat(released || !allowed || !young).isTrue();
      }
    }
  }

  /** Whether the page comes out of what was admitted. */
  static boolean isReleased(Admission admission) {
    return isReleased(admission, PAGE);
  }

  /** Whether an item comes out of what was admitted: a part of it by the same rules as the whole. */
  static boolean isReleased(Admission admission, ItemName item) {
    if (!(admission instanceof Admission.Admitted in)) {
      return false;
    }
    boolean whole = in.session().fetch(item) instanceof ReleaseSession.Found;
    boolean part = in.session().fetch(item, 0, 1) instanceof ReleaseSession.Found;
    assertThat(part).as("a part is released where the whole is").isEqualTo(whole);
    return whole;
  }

  /** Publishes the preimage of a link's status handle; the position. */
  static long revoke(Ledger ledger, int link) {
    return ledger
        .append(LedgerRevocations.entry(Story.preimage(link)))
        .orThrow()
        .position();
  }

  /** Appends a leaf under a fresh id; its position. */
  static long append(Ledger ledger, byte[] leaf) {
    return ledger
        .append(new Entry(EntryId.of(Visit.random(32)), leaf))
        .orThrow()
        .position();
  }

  private boolean isAllowed(int links) {
    return seconds < GRANTED_SECONDS && revoked.previousSetBit(links - 1) < 0;
  }

  private void requireOneReceiptEach() {
    custodians.forEach(custodian -> assertThat(receipts(custodian)).isEqualTo(admitted.size()));
  }

  @Override
  public void close() {
    custodians.forEach(Custodian::close);
    ledger.close();
  }

  static LinkPlan everything() {
    return new LinkPlan(List.of(new LinePlan(0, 0, 0, 0, 0, 0, 0, 0)), 1, 0, 0, 0, 0, 0);
  }

  // the patient's card and her proof to a custodian, laid out as docs/spec/vault.md has them
  static byte[] card() {
    byte[] payload = RawCbor.map(List.of(
        RawCbor.number(1),
        RawCbor.bytes(Signatory.PATIENT.key().bytes()),
        RawCbor.number(2),
        RawCbor.bytes(SEALING_KEY)));
    return RawToken.signed("habeas/vault-card/1", payload, Signatory.PATIENT);
  }

  static OwnerSession enter(Custodian custodian) {
    byte[] nonce = custodian.challenge();
    byte[] payload = RawCbor.array(
        RawCbor.text(custodian.name()), RawCbor.bytes(nonce), RawCbor.bytes(Story.VAULT.bytes()));
    byte[] signature = RawToken.signed("habeas/owner/1", payload, Signatory.PATIENT);
    return custodian.enter(new OwnerProof(VaultCard.parse(card()), nonce, signature));
  }

  private static byte[] sealingKey() {
    try (PatientKeys somebody = PatientKeys.create()) {
      return somebody.sealingKey();
    }
  }
}
