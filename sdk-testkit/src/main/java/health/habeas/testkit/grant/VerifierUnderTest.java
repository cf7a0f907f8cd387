// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Challenge;
import health.habeas.grant.Circumstances;
import health.habeas.grant.Presentation;

/**
 * The one door to a vendor's verifier. It must take a root grant's issuer for the patient when the vault id is its
 * key's, and a revocation view for fresh for 60 seconds, as {@code GrantVerifier} does by default. Not thread-safe: one
 * per law.
 */
@FunctionalInterface
public interface VerifierUnderTest {
  /**
   * The verifier's answer.
   *
   * @param shown what the presenter sent
   * @param request what it wants
   * @param challenge the verifier's own name and nonce
   * @param at time, revocations and directives
   */
  Verdict decide(Presentation shown, AccessRequest request, Challenge challenge, Circumstances at);
}
