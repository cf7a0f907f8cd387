// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.error.InvalidInputException;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.Parties;
import health.habeas.grant.Permission;
import health.habeas.grant.VaultId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** What makes a chain: each link cut from the one before, the first by the patient, none from elsewhere. */
abstract class ChainLaws extends Laws {
  @Property
  void wideningAnyOneDimensionIsRefused_L17(
      @ForAll("tight") LinkPlan plan, @ForAll Dimension dimension) {
    Permission parent = plan.permission(2);
    Permission child = plan.permission(1);
    assertThat(delegated(parent, child)).isEqualTo(new Verdict(true, ""));
    assertThat(delegated(parent, dimension.widen(child))).isEqualTo(new Verdict(false, "HBS-1009"));
  }

  @Property
  void depthStrictlyFalls_L18(@ForAll("tight") LinkPlan plan, @ForAll("depths") int depth) {
    Verdict verdict = delegated(plan.permission(1), plan.permission(depth));
    assertThat(verdict.allowed()).isEqualTo(depth == 0);
    assertThat(delegated(plan.permission(0), plan.permission(depth)).allowed()).isFalse();
  }

  @Property
  void droppingSwappingDoublingOrSplicingLinksGivesNothing_L19(
      @ForAll("stories") Story story,
      @ForAll("stories") Story other,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll("edits") Edit edit) {
    List<byte[]> before = links(story.grants());
    List<byte[]> after = edit.apply(before, links(other.grants()));
    AccessRequest request = plan.request(story);
    boolean same = RawToken.chain(before).length == RawToken.chain(after).length
        && java.util.Arrays.equals(RawToken.chain(before), RawToken.chain(after));
    Statistics.collect(edit.kind(), same ? "same" : "changed");
    if (!same && !isPatients(after, other)) {
      assertThat(present(story, after, request).allowed()).isFalse();
    }
  }

  @Property
  void theRootMustBeSignedByThePatientOfThatVault_L19(
      @ForAll("links") LinkPlan plan, @ForAll("impostors") Signatory impostor) {
    Parties parties = new Parties(Story.VAULT, impostor.key(), Signatory.CLINIC.key());
    Grant root = Grant.root(parties, plan.permission(1), Story.binding(0));
    Story story = new Story(List.of(plan));
    AccessRequest request = new AskPlan(0, 0, 0, 0).request(story);
    assertThat(present(story, List.of(RawToken.link(root, impostor)), request))
        .isEqualTo(new Verdict(false, "HBS-1010"));
    Grant pretended = Grant.root(
        new Parties(Story.VAULT, Signatory.PATIENT.key(), Signatory.CLINIC.key()),
        plan.permission(1),
        Story.binding(0));
    assertThat(present(story, List.of(RawToken.link(pretended, impostor)), request))
        .isEqualTo(new Verdict(false, "HBS-1002"));
  }

  @Property
  void aGrantForOneVaultOpensNoOther_L19(
      @ForAll("stories") Story story, @ForAll("timelyAsks") AskPlan plan) {
    AccessRequest own = plan.request(story);
    VaultId elsewhere = VaultId.of(Signatory.OTHER_PATIENT.key());
    AccessRequest request =
        new AccessRequest(elsewhere, own.action(), own.selector(), own.purpose());
    assertThat(ask(story, request, Universe.NOW)).isEqualTo(new Verdict(false, "HBS-1020"));
  }

  @Property
  void twoChainsNeverCombine_L20(
      @ForAll("stories") Story one,
      @ForAll("stories") Story two,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll("edits") Edit cut) {
    AccessRequest request = plan.request(one);
    boolean alone = ask(one, request, Universe.NOW).allowed();
    boolean other = ask(two, request, Universe.NOW).allowed();
    List<byte[]> first = links(one.grants());
    List<byte[]> second = links(two.grants());
    List<byte[]> both = new ArrayList<>(first.subList(0, cut.at() % first.size() + 1));
    both.addAll(second.subList(cut.to() % second.size(), second.size()));
    boolean combined =
        present(one, both, request).allowed() || present(two, both, request).allowed();
    Statistics.collect(combined ? "combined" : "refused");
    assertThat(combined && !alone && !other).isFalse();
  }

  /** A change to a list of links. */
  record Edit(String kind, int at, int to) {
    List<byte[]> apply(List<byte[]> links, List<byte[]> others) {
      List<byte[]> changed = new ArrayList<>(links);
      int place = at % links.size();
      switch (kind) {
        case "drop" -> changed.remove(place);
        case "swap" -> Collections.swap(changed, place, to % links.size());
        case "double" -> changed.add(to % links.size(), links.get(place));
        case "splice" -> changed.set(place, others.get(to % others.size()));
        case "insert" -> changed.add(place, others.get(to % others.size()));
        default -> changed.clear();
      }
      return changed;
    }
  }

  @Provide
  Arbitrary<Edit> edits() {
    Arbitrary<Integer> places = Arbitraries.integers().between(0, 2);
    return net.jqwik.api.Combinators.combine(
            Arbitraries.of("drop", "swap", "double", "splice", "insert", "clear"), places, places)
        .as(Edit::new);
  }

  /** Plans with no field at its widest, so that each can be widened. */
  @Provide
  Arbitrary<LinkPlan> tight() {
    return lines()
        .list()
        .ofMinSize(1)
        .ofMaxSize(2)
        .map(lines -> new LinkPlan(
            lines.stream().map(ChainLaws::tightened).toList(), 1 + lines.size(), 10, 10, 1, 3, 2));
  }

  @Provide
  Arbitrary<Integer> depths() {
    return Arbitraries.integers().between(0, 4);
  }

  @Provide
  Arbitrary<Signatory> impostors() {
    return Arbitraries.of(Signatory.CLINIC, Signatory.OTHER_PATIENT, Signatory.STRANGER);
  }

  @Provide("links")
  Arbitrary<LinkPlan> someLinks() {
    return links();
  }

  static LinePlan tightened(LinePlan line) {
    return new LinePlan(
        tight(line.actions(), 15),
        tight(line.types(), 3),
        tight(line.categories(), 7),
        tight(line.labels(), 7),
        tight(line.sources(), 3),
        tight(line.ids(), 3),
        1,
        2);
  }

  private static int tight(int mask, int full) {
    return mask == 0 || mask == full ? 1 : mask;
  }

  private Verdict delegated(Permission parent, Permission child) {
    return new Delegation(verifier()).verdict(parent, child);
  }

  private Verdict present(Story story, List<byte[]> links, AccessRequest request) {
    byte[] token = RawToken.chain(links);
    Presenter presenter = new Presenter(verifier(), story.holder());
    try {
      return presenter.ask(GrantChain.parse(token), request, Universe.NOW);
    } catch (InvalidInputException e) {
      return presenter.present(token, story.chain(), request);
    }
  }

  // what was spliced together may happen to be the other patient-signed chain, whole
  private static boolean isPatients(List<byte[]> links, Story other) {
    byte[] token = RawToken.chain(links);
    return IntStream.rangeClosed(1, other.links())
        .anyMatch(n ->
            java.util.Arrays.equals(token, RawToken.chain(links(other.chainOf(n).grants()))));
  }

  private static List<byte[]> links(List<Grant> grants) {
    List<byte[]> signed = new ArrayList<>();
    for (int i = 0; i < grants.size(); i++) {
      signed.add(RawToken.link(grants.get(i), Story.issuer(i)));
    }
    return signed;
  }
}
