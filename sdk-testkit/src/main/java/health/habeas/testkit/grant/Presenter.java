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
}
