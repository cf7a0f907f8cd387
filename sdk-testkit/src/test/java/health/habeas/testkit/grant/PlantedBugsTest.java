// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.grant.Circumstances;
import health.habeas.grant.Decision;
import health.habeas.grant.GrantVerifier;
import health.habeas.grant.NonceStore;
import health.habeas.grant.PatientKeyView;
import health.habeas.grant.Revocations;
import org.junit.jupiter.api.Test;

/** The kit really runs, and catches verifiers with a bug by the law that names it. */
class PlantedBugsTest {
  private static final int PROPERTIES = 35;
  private static final int TRIES = 25;

  @Test
  void catchesAVerifierThatForgetsRevocations() {
    LawRun run = LawRun.of(Forgetful.class, TRIES);
    assertThat(run.held())
        .hasSize(PROPERTIES)
        .containsEntry("revokingALinkKillsEveryChainThroughItAndNothingElse L29", false)
        .containsEntry("aProofIsAcceptedOnce L38", true);
  }

  @Test
  void catchesAVerifierWithoutMemory() {
    LawRun run = LawRun.of(WithoutMemory.class, TRIES);
    assertThat(run.held())
        .hasSize(PROPERTIES)
        .containsEntry("aProofIsAcceptedOnce L38", false)
        .containsEntry("noOtherSignatureBytesAreAccepted L2", true);
  }

  @Test
  void catchesAVerifierThatAllowsWhatFails() {
    LawRun run = LawRun.of(FailOpen.class, TRIES);
    assertThat(run.held())
        .hasSize(PROPERTIES)
        .containsEntry("anyExceptionIsADenial L43", false)
        .containsEntry("depthStrictlyFalls L18", true);
  }

  private static GrantVerifier ours() {
    return GrantVerifier.of(PatientKeyView.rootKeys(), NonceStore.inMemory(100));
  }

  /** Looks at no revocation. */
  static class Forgetful extends GrantLaws {
    @Override
    protected VerifierUnderTest newVerifier() {
      GrantVerifier verifier = ours();
      return (shown, request, challenge, at) -> {
        Circumstances blind = new Circumstances(
            at.now(), Revocations.none(at.revocations().asOf()), at.directives(), at.earlierUses());
        return Verdict.of(verifier.decide(shown, request, challenge, blind));
      };
    }
  }

  /** Remembers no proof. */
  static class WithoutMemory extends GrantLaws {
    @Override
    protected VerifierUnderTest newVerifier() {
      return (shown, request, challenge, at) ->
          Verdict.of(ours().decide(shown, request, challenge, at));
    }
  }

  /** Says yes when its own evaluation breaks. */
  static class FailOpen extends GrantLaws {
    @Override
    protected VerifierUnderTest newVerifier() {
      GrantVerifier verifier = ours();
      return (shown, request, challenge, at) -> {
        Decision decision = verifier.decide(shown, request, challenge, at);
        Verdict verdict = Verdict.of(decision);
        return verdict.code().equals("HBS-1021") ? new Verdict(true, "") : verdict;
      };
    }
  }
}
