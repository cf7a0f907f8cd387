// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.GrantVerifier;
import health.habeas.grant.NonceStore;
import health.habeas.grant.PatientKeyView;

/** This SDK's own verifier keeps the laws. */
class OwnVerifierLawsTest extends GrantLaws {
  @Override
  protected VerifierUnderTest newVerifier() {
    GrantVerifier verifier = GrantVerifier.of(PatientKeyView.rootKeys(), NonceStore.inMemory(100));
    return (shown, request, challenge, at) ->
        Verdict.of(verifier.decide(shown, request, challenge, at));
  }
}
