// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Field;
import health.habeas.grant.Grant;
import health.habeas.grant.Purpose;
import health.habeas.grant.RecordFacts;
import health.habeas.record.Label;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** What a valid chain allows: exactly what the model says, and never more than a link above. */
abstract class AuthorityLaws extends Laws {
  /** Allow(q) iff the action, record and purpose are in every link, now is in every window, and the audience fits. */
  @Property
  void allowsExactlyWhatTheModelAllows_L16(
      @ForAll("stories") Story story, @ForAll("asks") AskPlan plan) {
    AccessRequest request = plan.request(story);
    boolean expected =
        Model.inAuthority(story.grants(), request) && isInForce(story.grants(), plan.time());
    Verdict verdict = ask(story, request, plan.time());
    Statistics.collect(expected ? "allowed" : "denied");
    assertThat(verdict.allowed()).as("%s", verdict.code()).isEqualTo(expected);
  }

  /** A record with a label outside the scope's labels never matches. */
  @Property
  void neverAllowsARecordWithALabelThatIsNotNamed_L12(
      @ForAll("stories") Story story, @ForAll("timelyAsks") AskPlan plan, @ForAll Label more) {
    AccessRequest request = plan.request(story);
    RecordFacts facts = (RecordFacts) request.selector();
    Set<Label> labels = new HashSet<>(facts.labels());
    labels.add(more);
    AccessRequest labelled = withLabels(request, labels);
    boolean named = story.grants().stream()
        .flatMap(grant -> grant.permission().scope().atoms().stream())
        .anyMatch(atom -> labels.stream().allMatch(atom.labels()::contains));
    Statistics.collect(named ? "named" : "not named");
    if (!named) {
      assertThat(ask(story, labelled, Universe.NOW).allowed()).isFalse();
    }
  }

  /** The effective authority of a longer chain lies within that of the shorter. */
  @Property
  void childNeverAllowsMoreThanParent_L15(
      @ForAll("stories") Story story, @ForAll("asks") AskPlan plan) {
    AccessRequest request = plan.request(story);
    boolean longer = ask(story, request, plan.time()).allowed();
    Statistics.collect(story.links(), longer ? "allowed" : "denied");
    for (int links = 1; longer && links < story.links(); links++) {
      Presenter above = new Presenter(verifier(), Story.HOLDERS.get(links - 1));
      Verdict shorter = above.ask(story.chainOf(links), request, plan.time());
      assertThat(shorter.allowed()).as("%d links: %s", links, shorter.code()).isTrue();
    }
  }

  /** Purposes are compared by equality: no code implies another. */
  @Property
  void allowsOnlyPurposesThatAreNamed_L40(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll("askedPurposes") Purpose purpose) {
    AccessRequest aimed = plan.request(story);
    AccessRequest request =
        new AccessRequest(aimed.vault(), aimed.action(), aimed.selector(), purpose);
    boolean named =
        story.grants().stream().allMatch(g -> g.permission().purposes().contains(purpose));
    Verdict verdict = ask(story, request, Universe.NOW);
    Statistics.collect(named ? "named" : "not named", verdict.allowed() ? "allowed" : "denied");
    if (!named) {
      assertThat(verdict.allowed()).isFalse();
    }
  }

  /** Any purpose, and often one of those that grants name: they are near to each other in HL7's tree. */
  @Provide
  Arbitrary<Purpose> askedPurposes() {
    return Arbitraries.oneOf(Arbitraries.of(Universe.PURPOSES), Arbitraries.of(Purpose.values()));
  }

  private static boolean isInForce(List<Grant> links, Instant t) {
    long now = t.getEpochSecond();
    return links.stream().allMatch(link -> {
      long from = link.permission().window().notBefore().getEpochSecond() - 60;
      long to = link.permission().window().expires().getEpochSecond();
      Field<String> audience = link.permission().conditions().audience();
      boolean addressed = !(audience instanceof Field.Some<String> some)
          || some.values().contains(Universe.VERIFIER);
      return from <= now && now < to && addressed;
    });
  }

  private static AccessRequest withLabels(AccessRequest request, Set<Label> labels) {
    RecordFacts facts = (RecordFacts) request.selector();
    RecordFacts labelled = new RecordFacts(
        facts.id(), facts.type(), facts.day(), facts.categories(), labels, facts.source());
    Action action = request.action();
    return new AccessRequest(request.vault(), action, labelled, request.purpose());
  }
}
