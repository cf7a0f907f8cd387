// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.InvalidInputException;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A proof is good for one chain, one request and one verifier, and nothing that it covers can be changed. */
class PossessionTest {
  private static final GrantChain CHAIN = Cast.chain(Cast.terms());
  private static final Stamp STAMP = new Stamp(Cast.NOW, new byte[Stamp.JTI_BYTES]);
  private static final VaultId OTHER_VAULT = VaultId.of(Cast.MALLORY.key());

  /** Requests that differ from {@link Cast#READ_RESULT} in one thing each. */
  private static List<AccessRequest> otherRequests() {
    RecordFacts r = Cast.RESULT;
    Set<Category> imaging = Set.of(Category.IMAGING);
    Author lab = new Author(Cast.LAB.key().bytes());
    RecordId id = new RecordId("another");
    return List.of(
        new AccessRequest(OTHER_VAULT, Action.READ, r, Purpose.TREAT),
        new AccessRequest(Cast.VAULT, Action.SEARCH, r, Purpose.TREAT),
        new AccessRequest(Cast.VAULT, Action.READ, r, Purpose.ETREAT),
        read(new RecordFacts(id, r.type(), r.day(), r.categories(), r.labels(), r.source())),
        read(new RecordFacts(r.id(), "Other", r.day(), r.categories(), r.labels(), r.source())),
        read(new RecordFacts(
            r.id(), r.type(), r.day().plusDays(1), r.categories(), r.labels(), r.source())),
        read(new RecordFacts(r.id(), r.type(), r.day(), imaging, r.labels(), r.source())),
        read(new RecordFacts(
            r.id(), r.type(), r.day(), r.categories(), Set.of(Label.HIV), r.source())),
        read(new RecordFacts(r.id(), r.type(), r.day(), r.categories(), r.labels(), lab)),
        read(Selection.EVERYTHING),
        read(Selection.of(Category.LABORATORY)),
        read(new Selection(Field.of("Observation"), Field.all(), DayRange.ALL)),
        read(new Selection(Field.all(), Field.all(), DayRange.ofNumbers(1, 2))));
  }

  @Test
  void isForOneRequestOnly_L37() {
    byte[] proof = sign(Cast.READ_RESULT, Cast.CHALLENGE, STAMP);
    assertThat(isEvidence(proof, CHAIN, Cast.READ_RESULT)).isTrue();
    Set<String> digests = new HashSet<>();
    digests.add(selector(Cast.READ_RESULT));
    for (AccessRequest other : otherRequests()) {
      assertThat(isEvidence(proof, CHAIN, other)).as("%s", other).isFalse();
      digests.add(selector(other));
    }
    assertThat(digests)
        .as("the selector's digest alone tells all but action and purpose")
        .hasSize(otherRequests().size() - 1);
  }

  @Test
  void isForOneChainAndItsHolderOnly_L36() {
    byte[] proof = sign(Cast.READ_RESULT, Cast.CHALLENGE, STAMP);
    GrantChain another = Cast.chain(Cast.terms().delegable(1));
    assertThat(isEvidence(proof, another, Cast.READ_RESULT)).isFalse();
    byte[] thiefs =
        new Possession(CHAIN, Cast.READ_RESULT, Cast.CHALLENGE, STAMP).sign(Cast.MALLORY);
    assertThat(isEvidence(thiefs, CHAIN, Cast.READ_RESULT)).isFalse();
    assertThatThrownBy(() -> isEvidence(new byte[9], CHAIN, Cast.READ_RESULT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("HBS-1014");
  }

  @Test
  void isEvidenceForElevenMinutesAroundItsTime() {
    byte[] proof = sign(Cast.READ_RESULT, Cast.CHALLENGE, STAMP);
    Duration eleven = Duration.ofMinutes(11);
    for (Instant about : List.of(Cast.NOW.plus(eleven), Cast.NOW.minus(eleven))) {
      assertThat(Possession.isEvidence(proof, CHAIN, Cast.READ_RESULT, about)).isTrue();
    }
    Duration more = eleven.plusSeconds(1);
    for (Instant about : List.of(Cast.NOW.plus(more), Cast.NOW.minus(more))) {
      assertThat(Possession.isEvidence(proof, CHAIN, Cast.READ_RESULT, about)).isFalse();
    }
  }

  @Test
  void aVerifierRefusesWhatWasSignedForAnother_L37() {
    refuses(sign(Cast.READ_RESULT, new Challenge("custodian-2", new byte[] {1, 2, 3}), STAMP));
    refuses(sign(Cast.READ_RESULT, new Challenge("custodian-1", new byte[] {1, 2, 4}), STAMP));
    otherRequests().forEach(other -> refuses(sign(other, Cast.CHALLENGE, STAMP)));
  }

  @Test
  void aProofBeyondTheSizeOfProofsIsNotLookedAt_L5() {
    assertThat(decide(new byte[2049])).hasToString(decide(new byte[0]).toString());
  }

  @Test
  void aFreshStampIsOneOfAKind() {
    SecureRandom random = new SecureRandom();
    Stamp one = Stamp.fresh(Cast.NOW.plusMillis(1), random);
    assertThat(one.issuedAt()).isEqualTo(Cast.NOW);
    assertThat(one).isNotEqualTo(Stamp.fresh(Cast.NOW, random));
  }

  @Test
  void hasSizesOfItsOwn() {
    assertThat(new Challenge("x".repeat(200), new byte[64]).nonce()).hasSize(64);
    assertThat(new Stamp(Instant.EPOCH, new byte[16]).issuedAt()).isEqualTo(Instant.EPOCH);
    refuses(() -> new Challenge("x".repeat(201), new byte[0]));
    refuses(() -> new Challenge(" ", new byte[0]));
    refuses(() -> new Challenge("custodian-1", new byte[65]));
    refuses(() -> new Stamp(Cast.NOW, new byte[15]));
    refuses(() -> new Stamp(Instant.ofEpochSecond(-1), new byte[16]));
  }

  private static boolean isEvidence(byte[] proof, GrantChain chain, AccessRequest request) {
    return Possession.isEvidence(proof, chain, request, Cast.NOW);
  }

  private static AccessRequest read(RecordSelector selector) {
    return new AccessRequest(Cast.VAULT, Action.READ, selector, Purpose.TREAT);
  }

  private static byte[] sign(AccessRequest request, Challenge challenge, Stamp stamp) {
    return new Possession(CHAIN, request, challenge, stamp).sign(Cast.CLINIC);
  }

  private static String selector(AccessRequest request) {
    return Digest32.hex(request.selectorDigest());
  }

  private static Decision decide(byte[] proof) {
    return Cast.verifier()
        .decide(
            new Presentation(CHAIN.bytes(), proof),
            Cast.READ_RESULT,
            Cast.CHALLENGE,
            Cast.at(Cast.NOW));
  }

  private static void refuses(byte[] proof) {
    assertThat(decide(proof))
        .asString()
        .startsWith("Deny[HBS-1014 the proof is for another grant, request or verifier");
  }

  private static void refuses(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("HBS-1014");
  }
}
