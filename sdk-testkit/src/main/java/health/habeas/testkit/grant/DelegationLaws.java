// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Field;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.Lineage;
import health.habeas.grant.Parties;
import health.habeas.grant.Permission;
import health.habeas.grant.RecordFacts;
import health.habeas.grant.Scope;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/** What handing on can bring about, and what it can't. */
abstract class DelegationLaws extends Laws {
  /** Three scopes, each cut from the one before, at times but for one field. */
  record Steps(LinePlan outer, LinePlan middle, LinePlan inner) {}

  /** Whoever gets less has less, and more has no less: growing a field never removes a match. */
  @Property
  void growingAFieldNeverRemovesAMatch_L11(
      @ForAll("narrow") LinePlan line,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll("purposes") int purposes,
      @ForAll @IntRange(max = 5) int field,
      @ForAll @IntRange(max = 3) int value) {
    Story narrow = story(line, purposes);
    Story wide = story(grown(line, field, value), purposes);
    AccessRequest request = plan.request(narrow);
    boolean allowed = ask(narrow, request, Universe.NOW).allowed();
    Statistics.collect(allowed ? "allowed" : "denied");
    if (allowed) {
      assertThat(ask(wide, request, Universe.NOW)).isEqualTo(new Verdict(true, ""));
    }
  }

  /** A kind of record matches to the letter. */
  @Property
  void aTypeThatDiffersIsNoMatch_L11(
      @ForAll("narrow") LinePlan line,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll("misspelled") String type) {
    Story story = story(line, 1);
    AccessRequest asked = plan.request(story);
    RecordFacts facts = (RecordFacts) asked.selector();
    RecordFacts other = new RecordFacts(
        facts.id(), type, facts.day(), facts.categories(), facts.labels(), facts.source());
    AccessRequest request =
        new AccessRequest(asked.vault(), asked.action(), other, asked.purpose());
    boolean named =
        story.grants().get(0).permission().scope().atoms().get(0).types() instanceof Field.All<?>;
    assertThat(ask(story, request, Universe.NOW).allowed() && !named).isFalse();
  }

  @Property
  void aScopeIsWithinItself_L7(@ForAll("narrow") LinePlan line) {
    assertThat(attenuates(line, line)).isTrue();
  }

  @Property
  void whatIsAcceptedAsNarrowerMeansNoMore_L8(@ForAll("steps") Steps steps) {
    boolean accepted = attenuates(steps.outer(), steps.middle());
    Statistics.collect(accepted ? "narrower" : "wider");
    if (accepted) {
      BitSet beyond = Model.meaning(Scope.of(steps.middle().atom()));
      beyond.andNot(Model.meaning(Scope.of(steps.outer().atom())));
      assertThat(beyond.stream().mapToObj(Model::deed)).isEmpty();
    }
  }

  @Property
  void narrowerThanTheNarrowerIsNarrower_L14(@ForAll("steps") Steps steps) {
    boolean first = attenuates(steps.outer(), steps.middle());
    boolean second = attenuates(steps.middle(), steps.inner());
    Statistics.collect(first && second ? "both" : "not both");
    if (first && second) {
      assertThat(attenuates(steps.outer(), steps.inner())).isTrue();
    }
  }

  /** Handed on twice is, in effect, handed on at once. */
  @Property
  void aStepBetweenChangesNothingForTheLast_L14(
      @ForAll("threeLinks") Story story, @ForAll("timelyAsks") AskPlan plan) {
    Grant last = story.chain().last();
    Parties parties =
        new Parties(Story.VAULT, Signatory.CLINIC.key(), story.holder().key());
    GrantChain above = story.chainOf(1);
    Grant child = above.narrow(parties, last.permission(), Story.binding(7));
    GrantChain direct = above.extend(child, new byte[] {1, 2, 3}, Signatory.CLINIC);
    AccessRequest request = plan.request(story);
    Verdict verdict = new Presenter(verifier(), story.holder()).ask(direct, request, Universe.NOW);
    assertThat(verdict).isEqualTo(ask(story, request, Universe.NOW));
  }

  /** Whoever holds twice in one chain, or gets its own grant back, can do what every link allows, and no more. */
  @Property
  void handingOnToOneselfOrBackGainsNothing_L21(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll("circles") List<Signatory> holders) {
    AccessRequest request = plan.request(story);
    GrantChain chain = circle(story, holders, story.links());
    Signatory last = holders.get(story.links() - 1);
    boolean allowed =
        new Presenter(verifier(), last).ask(chain, request, Universe.NOW).allowed();
    Statistics.collect(allowed ? "allowed" : "denied");
    for (int links = 1; allowed && links < story.links(); links++) {
      GrantChain above = circle(story, holders, links);
      assertThat(new Presenter(verifier(), holders.get(links - 1))
              .ask(above, request, Universe.NOW)
              .allowed())
          .isTrue();
    }
  }

  @Property
  void nobodyWidensByHandingOnToOneselfOrBack_L21(
      @ForAll("narrow") LinePlan line,
      @ForAll Dimension dimension,
      @ForAll("selves") Signatory self) {
    LinkPlan tight = new LinkPlan(List.of(tightened(line)), 1, 10, 10, 1, 3, 2);
    Delegation back = new Delegation(verifier(), self);
    Permission child = tight.permission(1);
    assertThat(back.verdict(tight.permission(2), dimension.widen(child)))
        .isEqualTo(new Verdict(false, "HBS-1009"));
    assertThat(back.verdict(tight.permission(2), child)).isEqualTo(new Verdict(true, ""));
  }

  @Property
  void obligationsOnlyGrow_L22(
      @ForAll("narrow") LinePlan line,
      @ForAll @IntRange(max = 7) int parents,
      @ForAll @IntRange(max = 7) int childs) {
    LinePlan some = tightened(line);
    LinkPlan parent = new LinkPlan(List.of(some), 1, 0, 0, 0, parents, 0);
    LinkPlan child = new LinkPlan(List.of(some), 1, 0, 0, 0, childs, 0);
    boolean kept = (parents & ~childs) == 0;
    assertThat(new Delegation(verifier()).verdict(parent.permission(1), child.permission(0)))
        .isEqualTo(kept ? new Verdict(true, "") : new Verdict(false, "HBS-1009"));
  }

  @Provide
  Arbitrary<LinePlan> narrow() {
    return lines();
  }

  @Provide
  Arbitrary<Integer> purposes() {
    return Arbitraries.integers().between(1, 15);
  }

  @Provide
  Arbitrary<String> misspelled() {
    return Arbitraries.of(
        "observation",
        "Observation ",
        " Observation",
        "Observatio",
        "Observations",
        "OBSERVATION",
        "Condition\u0000",
        "Conditión",
        "ALL",
        "*",
        "");
  }

  /** Mostly nested but for one field: where a rule is missing, it shows in that field. */
  @Provide
  Arbitrary<Steps> steps() {
    Arbitrary<Integer> loose = Arbitraries.integers().between(0, 7);
    return Combinators.combine(lines(), lines(), lines(), loose, loose)
        .as((outer, middle, inner, first, second) -> {
          LinePlan below = middle.within(outer, first);
          return new Steps(outer, below, inner.within(below, second));
        });
  }

  @Provide
  Arbitrary<Story> threeLinks() {
    return links().list().ofSize(3).map(Story::new).withoutEdgeCases();
  }

  @Provide
  Arbitrary<List<Signatory>> circles() {
    return Arbitraries.of(Signatory.CLINIC, Signatory.LAB, Signatory.PATIENT)
        .list()
        .ofSize(3);
  }

  @Provide
  Arbitrary<Signatory> selves() {
    return Arbitraries.of(Signatory.CLINIC, Signatory.PATIENT);
  }

  private boolean attenuates(LinePlan parent, LinePlan child) {
    Verdict verdict =
        new Delegation(verifier()).verdict(Scope.of(parent.atom()), Scope.of(child.atom()));
    return !verdict.code().equals("HBS-1009");
  }

  private static Story story(LinePlan line, int purposes) {
    return new Story(List.of(new LinkPlan(List.of(line), purposes, 0, 0, 0, 0, 0)));
  }

  /** One more value in one field; a field that has ALL has it already. */
  private static LinePlan grown(LinePlan line, int field, int value) {
    return new LinePlan(
        field == 0 ? grown(line.actions(), value, 4) : line.actions(),
        field == 1 ? grown(line.types(), value, 2) : line.types(),
        field == 2 ? grown(line.categories(), value, 3) : line.categories(),
        field == 3 ? grown(line.labels(), value, 3) : line.labels(),
        field == 4 ? grown(line.sources(), value, 2) : line.sources(),
        field == 5 ? grown(line.ids(), value, 2) : line.ids(),
        line.firstDay(),
        line.days());
  }

  private static int grown(int mask, int value, int values) {
    return mask == 0 ? 0 : mask | (1 << (value % values));
  }

  /** The story's permissions, each handed to another holder of the list. */
  private static GrantChain circle(Story story, List<Signatory> holders, int links) {
    List<Grant> planned = story.grants();
    List<byte[]> signed = new ArrayList<>();
    Grant above = Grant.root(
        new Parties(Story.VAULT, Signatory.PATIENT.key(), holders.get(0).key()),
        planned.get(0).permission(),
        Story.binding(0));
    signed.add(RawToken.link(above, Signatory.PATIENT));
    for (int i = 1; i < links; i++) {
      Parties parties =
          new Parties(Story.VAULT, holders.get(i - 1).key(), holders.get(i).key());
      Grant like = planned.get(i);
      above = new Grant(
          parties,
          like.permission(),
          new Lineage(Optional.of(above.id()), like.lineage().parentAtoms()),
          Story.binding(i));
      signed.add(RawToken.link(above, holders.get(i - 1)));
    }
    return GrantChain.parse(RawToken.chain(signed));
  }

  private static LinePlan tightened(LinePlan line) {
    return ChainLaws.tightened(line);
  }
}
