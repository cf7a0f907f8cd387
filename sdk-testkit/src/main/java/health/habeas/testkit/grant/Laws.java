// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Scope;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;

/** What all groups of laws share: the verifier, and how worlds are drawn. */
abstract class Laws {
  /** A fresh verifier that has seen nothing yet. */
  protected abstract VerifierUnderTest verifier();

  /** An honest holder's question. */
  final Verdict ask(Story story, AccessRequest request, Instant now) {
    return new Presenter(verifier(), story.holder()).ask(story.chain(), request, now);
  }

  @Provide
  Arbitrary<Story> stories() {
    return links().list().ofMinSize(1).ofMaxSize(3).map(Story::new).withoutEdgeCases();
  }

  @Provide
  Arbitrary<AskPlan> asks() {
    return Combinators.combine(
            upTo(4095), upTo(3), Arbitraries.integers().between(-70, 70), often(2))
        .as(AskPlan::new)
        .withoutEdgeCases();
  }

  @Provide
  Arbitrary<AskPlan> timelyAsks() {
    return Combinators.combine(upTo(4095), upTo(3), often(2))
        .as((pick, purpose, aim) -> new AskPlan(pick, purpose, 0, aim))
        .withoutEdgeCases();
  }

  @Provide
  Arbitrary<Scope> scopes() {
    return lines().map(LinePlan::atom).list().ofMaxSize(4).map(Scope::new).withoutEdgeCases();
  }

  final Arbitrary<LinkPlan> links() {
    return Combinators.combine(
            lines().list().ofMinSize(1).ofMaxSize(2),
            Arbitraries.integers().between(1, 15),
            upTo(50),
            upTo(50),
            Arbitraries.of(0, 0, 0, 1, 3, 2),
            upTo(7),
            often(3))
        .as(LinkPlan::new)
        .withoutEdgeCases();
  }

  final Arbitrary<LinePlan> lines() {
    return Combinators.combine(
            mask(4), mask(2), mask(3), mask(3), mask(2), mask(2), upTo(Universe.DAYS - 1), often(4))
        .as(LinePlan::new)
        .withoutEdgeCases();
  }

  /** ALL about half of the time: else chains would soon allow nothing. */
  private static Arbitrary<Integer> mask(int values) {
    return often((1 << values) - 1);
  }

  /** 0 about half of the time. */
  private static Arbitrary<Integer> often(int max) {
    return Arbitraries.oneOf(Arbitraries.just(0), upTo(max));
  }

  private static Arbitrary<Integer> upTo(int max) {
    return Arbitraries.integers().between(0, max);
  }
}
