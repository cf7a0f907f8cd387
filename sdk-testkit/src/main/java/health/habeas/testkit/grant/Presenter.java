// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Challenge;
import health.habeas.grant.Circumstances;
import health.habeas.grant.GrantChain;
import health.habeas.grant.Possession;
import health.habeas.grant.Presentation;
import health.habeas.grant.Revocations;
import health.habeas.grant.Stamp;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;

/**
 * Shows a chain to a verifier with a proof by one signatory. Immutable.
 *
 * @param verifier who decides
 * @param signer who proves possession
 */
record Presenter(VerifierUnderTest verifier, Signatory signer) {
  static final Challenge CHALLENGE = new Challenge(Universe.VERIFIER, new byte[] {7, 7, 7});

  Verdict ask(GrantChain chain, AccessRequest request, Instant now) {
    return ask(chain, request, Circumstances.of(now, Revocations.none(now)));
  }

  Verdict ask(GrantChain chain, AccessRequest request, Circumstances at) {
    return verifier.decide(show(chain, request, at.now()), request, CHALLENGE, at);
  }

  /** Shows a token that can't be parsed, with a proof for another chain. */
  Verdict present(byte[] token, GrantChain proven, AccessRequest request) {
    byte[] proof = show(proven, request, Universe.NOW).possession();
    Circumstances at = Circumstances.of(Universe.NOW, Revocations.none(Universe.NOW));
    return verifier.decide(new Presentation(token, proof), request, CHALLENGE, at);
  }

  Presentation show(GrantChain chain, AccessRequest request, Instant now) {
    Stamp stamp = new Stamp(now, new byte[16]);
    return new Presentation(
        chain.withoutKeybox().bytes(),
        new Possession(chain, request, CHALLENGE, stamp).sign(signer));
  }

  /**
   * Shows a token that this SDK may not be able to parse, with a proof for exactly these bytes: only the token can be what
   * is wrong.
   *
   * @param token the bytes of a chain, without a keybox
   * @param like a chain of the same holder, from which the proof's other fields come
   */
  Verdict presentRaw(byte[] token, GrantChain like, AccessRequest request) {
    byte[] proof = sign(claim(like, request).with(1, RawCbor.bytes(digest(token))));
    return verifier.decide(
        new Presentation(token, proof),
        request,
        CHALLENGE,
        Circumstances.of(Universe.NOW, Revocations.none(Universe.NOW)));
  }

  /** Shows a chain with any proof. */
  Verdict presentWith(byte[] proof, GrantChain chain, AccessRequest request) {
    return verifier.decide(
        new Presentation(chain.withoutKeybox().bytes(), proof),
        request,
        CHALLENGE,
        Circumstances.of(Universe.NOW, Revocations.none(Universe.NOW)));
  }

  /** What a sound proof says, field by field. */
  RawBody claim(GrantChain chain, AccessRequest request) {
    byte[] proof = show(chain, request, Universe.NOW).possession();
    return RawBody.of(RawCbor.content(RawCbor.items(proof).get(2)));
  }

  /** The proof of a claim that may say anything. */
  byte[] sign(RawBody claim) {
    return RawToken.signed(RawToken.POSSESSION, claim.bytes(), signer);
  }

  private static byte[] digest(byte[] chain) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update("habeas/chain/1".getBytes(StandardCharsets.US_ASCII));
      return sha256.digest(chain);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
