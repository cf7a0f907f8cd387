// SPDX-License-Identifier: Apache-2.0
package health.habeas.example.verifier;

import health.habeas.testkit.grant.GrantLaws;
import health.habeas.testkit.grant.Verdict;
import health.habeas.testkit.grant.VerifierUnderTest;

/** All that a vendor writes: how to make its verifier. The laws of verifiers then run as tests of its own build. */
class VendorVerifierLawsTest extends GrantLaws {
  @Override
  protected VerifierUnderTest newVerifier() {
    VendorVerifier verifier = new VendorVerifier();
    return (shown, request, challenge, at) -> verifier
        .refusal(shown, request, challenge, at)
        .map(code -> new Verdict(false, code.id()))
        .orElse(new Verdict(true, ""));
  }
}
