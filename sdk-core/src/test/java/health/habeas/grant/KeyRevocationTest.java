// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static health.habeas.grant.Cast.NOW;
import static health.habeas.grant.Cast.VAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.wire.CborWriter;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import java.security.SecureRandom;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Statements about keys: what they are, who may make them, when they count, and what they end. */
class KeyRevocationTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final PatientKeyView PATIENTS = PatientKeyView.rootKeys();

  private final Ledger ledger = Ledgers.open("memory:");
  private final LedgerRevocations revocations = LedgerRevocations.of(ledger);

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void aStatementHasOneEncodingAndOneEntry_L1() {
    RevocationStatement made = ofKey(Cast.LAB, Cast.ALICE);
    RevocationStatement read = RevocationStatement.parse(made.bytes());
    assertThat(read).isEqualTo(made);
    assertThat(read.entry()).isEqualTo(made.entry());
    assertThat(read.before()).isEmpty();
    RevocationStatement before = issuedBefore(Cast.LAB, 7, Cast.LAB);
    assertThat(RevocationStatement.parse(before.bytes()).before()).isEqualTo(OptionalLong.of(7));
  }

  @Test
  void whateverIsAlteredIsRefused_L37() {
    byte[] bytes = issuedBefore(Cast.LAB, 7, Cast.ALICE).bytes();
    for (int at = 0; at < bytes.length; at++) {
      for (int bit = 1; bit < 256; bit <<= 1) {
        byte[] altered = bytes.clone();
        altered[at] ^= (byte) bit;
        assertRefused(() -> RevocationStatement.parse(altered));
      }
    }
    assertRefused(() -> RevocationStatement.parse(new byte[RevocationStatement.MAX_BYTES + 1]));
    assertRefused(() -> issuedBefore(Cast.LAB, 0, Cast.LAB));
    assertRefused(() -> issuedBefore(Cast.LAB, 1L << 53, Cast.LAB));
  }

  @Test
  void aSignatureForAnythingElseIsNoStatement_L3() {
    byte[] payload = CoseSign1.parse(
            ofKey(Cast.LAB, Cast.ALICE).bytes(), ErrorCode.REVOCATION_INVALID)
        .payload();
    for (Domain domain : List.of(Domain.GRANT, Domain.POSSESSION, Domain.OWNER)) {
      byte[] signed = Signatures.sign(Cast.ALICE, domain, payload).toBytes();
      assertRefused(() -> RevocationStatement.parse(signed));
    }
  }

  @Test
  void aPositionBelongsToItsKindAlone_L1() {
    assertRefused(() -> RevocationStatement.parse(raw(1, 7)));
    assertRefused(() -> RevocationStatement.parse(raw(2, 0)));
    assertRefused(() -> RevocationStatement.parse(raw(3, 7)));
    assertThat(RevocationStatement.parse(raw(2, 7)).before()).isEqualTo(OptionalLong.of(7));
  }

  @Test
  void onlyThePatientAndTheKeyItselfMay_L30() {
    for (RevocationStatement foreign :
        List.of(ofKey(Cast.LAB, Cast.MALLORY), issuedBefore(Cast.LAB, 7, Cast.CLINIC))) {
      ledger.append(foreign.entry()).orThrow();
      assertRefused(() -> revocations.take(foreign, PATIENTS));
    }
    assertThat(revocations.follow(NOW).keyRevocations(VAULT, Cast.LAB.key())).isEmpty();
    for (Cast signer : List.of(Cast.ALICE, Cast.LAB)) {
      RevocationStatement statement = ofKey(Cast.LAB, signer);
      long position = ledger.append(statement.entry()).orThrow().position();
      assertThat(revocations.take(statement, PATIENTS)).isEqualTo(position);
    }
    assertThat(revocations.follow(NOW).keyRevocations(VAULT, Cast.LAB.key())).hasSize(2);
  }

  @Test
  void aStatementCountsFromItsPlaceInTheLedger_L35() {
    RevocationStatement statement = ofKey(Cast.CLINIC, Cast.ALICE);
    assertRefused(() -> revocations.take(statement, PATIENTS));
    assertThat(decide(Cast.chain(Cast.terms()), revocations.follow(NOW))).startsWith("Allow");
    ledger.append(statement.entry()).orThrow();
    RevocationView before = revocations.follow(NOW);
    revocations.take(statement, PATIENTS);
    assertThat(decide(Cast.chain(Cast.terms()), before)).startsWith("Allow");
    assertThat(decide(Cast.chain(Cast.terms()), revocations.known()))
        .startsWith("Deny[HBS-1024 ")
        .contains("since ledger entry 0", "use another key");
  }

  @Test
  void aKeyEndsAsIssuerAndAsHolderOfAnyLink_L35() {
    GrantChain three = three();
    for (Cast person : List.of(Cast.ALICE, Cast.CLINIC, Cast.LAB, Cast.REGISTRY)) {
      assertThat(refusal(three, ended(ofKey(person, Cast.ALICE))))
          .as(person.name())
          .isEqualTo("HBS-1024");
    }
    assertThat(refusal(three, ended(ofKey(Cast.MALLORY, Cast.ALICE)))).isEqualTo("none");
    RevocationStatement elsewhere =
        RevocationStatement.ofKey(VaultId.of(Cast.LAB.key()), Cast.LAB.key(), Cast.LAB, RANDOM);
    assertThat(refusal(three, ended(elsewhere))).isEqualTo("none");
  }

  @Test
  void whatWasIssuedBeforeEndsAndNothingElse_L33() {
    GrantChain chain = signedAt(100);
    assertThat(refusal(chain, view(101, 200))).isEqualTo("HBS-1004");
    assertThat(refusal(chain, view(100, 200))).isEqualTo("none");
    assertThat(refusal(signedAt(0), view(1, 200))).isEqualTo("HBS-1004");
    // A later position than is known can't be told from an early one that lies.
    assertThat(refusal(chain, view(50, 99))).isEqualTo("HBS-1017");
    assertThat(refusal(chain, view(50, 100))).isEqualTo("none");
    assertThat(refusal(chain, Revocations.none(NOW))).isEqualTo("none");
  }

  @Test
  void moreStatementsNeverAllowMore_L28() {
    Revocations one = ended(issuedBefore(Cast.ALICE, 50, Cast.ALICE));
    Revocations other = ended(issuedBefore(Cast.ALICE, 150, Cast.ALICE)).followedTo(400);
    assertThat(one.merge(other)).isEqualTo(other.merge(one));
    assertThat(one.merge(one)).isEqualTo(one);
    assertThat(refusal(signedAt(100), one.merge(other))).isEqualTo("HBS-1004");
  }

  private static byte[] raw(int kind, long position) {
    CborWriter out = new CborWriter().map(7).key(1).integer(1);
    out.key(2).bytes(VAULT.bytes());
    out.key(3).integer(kind);
    out.key(4).bytes(Cast.LAB.key().bytes());
    out.key(5).integer(position);
    out.key(6).bytes(new byte[16]);
    out.key(7).bytes(Cast.ALICE.key().bytes());
    return Signatures.sign(Cast.ALICE, Domain.REVOCATION, out.toBytes()).toBytes();
  }

  private static Revocations ended(RevocationStatement statement) {
    return Revocations.none(NOW).with(statement, 5);
  }

  private static Revocations view(long before, long followed) {
    return ended(issuedBefore(Cast.ALICE, before, Cast.ALICE)).followedTo(followed);
  }

  private static GrantChain three() {
    return Cast.REGISTRY.receive(
        Cast.LAB.receive(Cast.chain(Cast.terms().delegable(2)), Cast.terms().delegable(1)),
        Cast.terms());
  }

  private static GrantChain signedAt(long size) {
    Grant root = Cast.root(Cast.terms());
    Binding binding = root.binding().at(size);
    return GrantChain.issue(
        Grant.root(root.parties(), root.permission(), binding), Cast.KEYBOX, Cast.ALICE);
  }

  private static String refusal(GrantChain chain, RevocationView view) {
    return view.refusal(chain).map(deny -> deny.code().id()).orElse("none");
  }

  private static String decide(GrantChain chain, RevocationView view) {
    return Cast.verifier()
        .decide(
            Cast.CLINIC.show(chain, Cast.READ_RESULT),
            Cast.READ_RESULT,
            Cast.CHALLENGE,
            Circumstances.of(NOW, view))
        .toString();
  }

  private static RevocationStatement ofKey(Cast key, Cast signer) {
    return RevocationStatement.ofKey(VAULT, key.key(), signer, RANDOM);
  }

  private static RevocationStatement issuedBefore(Cast key, long position, Cast signer) {
    return RevocationStatement.issuedBefore(VAULT, key.key(), position, signer, RANDOM);
  }

  private static void assertRefused(Runnable call) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.REVOCATION_INVALID));
  }
}
