// SPDX-License-Identifier: Apache-2.0
package health.habeas.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Binding;
import health.habeas.grant.Challenge;
import health.habeas.grant.Circumstances;
import health.habeas.grant.Decision;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.GrantVerifier;
import health.habeas.grant.NonceStore;
import health.habeas.grant.Parties;
import health.habeas.grant.PatientKeyView;
import health.habeas.grant.Possession;
import health.habeas.grant.Presentation;
import health.habeas.grant.Purpose;
import health.habeas.grant.Revocations;
import health.habeas.grant.Selection;
import health.habeas.grant.Stamp;
import health.habeas.grant.StatusHandle;
import health.habeas.grant.VaultId;
import health.habeas.record.Category;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** A token from a stranger. The seeds are two valid ones, so that what is tried lies close to them. */
class GrantFuzzTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Challenge CHALLENGE = new Challenge("custodian-1", new byte[] {7, 7, 7});
  private static final byte[] KEYBOX = {1, 2, 3};
  private static final VaultId VAULT = VaultId.of(Signatory.PATIENT.key());
  private static final AccessRequest REQUEST =
      new AccessRequest(VAULT, Action.READ, Selection.of(Category.LABORATORY), Purpose.TREAT);
  private static final GrantChain VALID = handedOn();

  static Stream<byte[]> tokens() {
    return Stream.of(VALID.bytes(), VALID.withoutKeybox().bytes());
  }

  @MethodSource("tokens")
  @FuzzTest(maxDuration = "60s")
  void onlyTheValidTokenIsAllowed(byte[] token) {
    // The proof of possession is always the valid token's: that it names another chain is not what
    // refuses a forgery.
    boolean allowed = decide(token, proof(VALID)).isAllowed();
    assertThat(allowed)
        .isEqualTo(tokens().anyMatch(valid -> java.util.Arrays.equals(valid, token)));
    parsesOrSaysWhyNot(token);
  }

  @Test
  void theSeedsAreAllowed() {
    assertThat(tokens()).allMatch(token -> decide(token, proof(VALID)).isAllowed());
  }

  private static void parsesOrSaysWhyNot(byte[] token) {
    GrantChain parsed;
    try {
      parsed = GrantChain.parse(token);
    } catch (InvalidInputException expected) {
      return;
    }
    // L1: what is accepted has one encoding
    assertThat(parsed.bytes()).isEqualTo(token);
    // A holder of the forgery proves possession of it; without the keys of VALID's holder that is
    // refused.
    boolean allowed = decide(token, proof(parsed)).isAllowed();
    assertThat(allowed).isEqualTo(parsed.withoutKeybox().equals(VALID.withoutKeybox()));
  }

  private static Decision decide(byte[] token, byte[] proof) {
    return GrantVerifier.of(PatientKeyView.rootKeys(), NonceStore.inMemory(1))
        .decide(
            new Presentation(token, proof),
            REQUEST,
            CHALLENGE,
            Circumstances.of(NOW, Revocations.none(NOW)));
  }

  private static byte[] proof(GrantChain chain) {
    return new Possession(chain, REQUEST, CHALLENGE, new Stamp(NOW, new byte[16]))
        .sign(Signatory.LAB);
  }

  private static GrantChain handedOn() {
    GrantTerms terms = GrantTerms.read(Category.LABORATORY)
        .for_(Purpose.TREAT)
        .expiresIn(Duration.ofDays(30))
        .delegable(1);
    Parties first = new Parties(VAULT, Signatory.PATIENT.key(), Signatory.CLINIC.key());
    Grant root = Grant.root(first, terms.permission(NOW), binding(1));
    GrantChain chain = GrantChain.issue(root, KEYBOX, Signatory.PATIENT);
    Parties next = new Parties(VAULT, Signatory.CLINIC.key(), Signatory.LAB.key());
    GrantTerms narrower = GrantTerms.read(Category.LABORATORY);
    Grant child = chain.narrow(next, narrower.within(chain.last(), NOW), binding(2));
    return chain.extend(child, KEYBOX, Signatory.CLINIC);
  }

  private static Binding binding(int link) {
    byte[] preimage = new byte[32];
    preimage[0] = (byte) link;
    return Binding.of(new byte[Binding.NONCE_BYTES], StatusHandle.ofPreimage(preimage), KEYBOX);
  }
}
