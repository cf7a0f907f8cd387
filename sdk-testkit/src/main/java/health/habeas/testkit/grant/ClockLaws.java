// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Circumstances;
import health.habeas.grant.Conditions;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.Parties;
import health.habeas.grant.Permission;
import health.habeas.grant.Presentation;
import health.habeas.grant.Revocations;
import health.habeas.grant.StatusHandle;
import health.habeas.grant.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/** Clocks that differ, clocks that can't be believed, and verifiers without a network. */
abstract class ClockLaws extends Laws {
  @Property
  void clocksAMinuteApartDifferOnlyNearTheEndsOfTheWindow_L26(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll @IntRange(min = -4000, max = 4000) int at,
      @ForAll @IntRange(min = -60, max = 60) int apart) {
    AccessRequest request = plan.request(story);
    Instant one = Universe.NOW.plusSeconds(at);
    Instant other = one.plusSeconds(apart);
    Presentation shown =
        new Presenter(verifier(), story.holder()).show(story.chain(), request, one);
    Verdict first = decide(shown, request, one);
    Verdict second = decide(shown, request, other);
    boolean near = story.grants().stream()
        .map(grant -> grant.permission().window())
        .flatMap(ClockLaws::ends)
        .anyMatch(end -> Duration.between(end, one).abs().toSeconds() <= 60);
    Statistics.collect(near ? "near" : "far", first.allowed() ? "allowed" : "denied");
    if (!near) {
      assertThat(second).isEqualTo(first);
    }
  }

  @Property
  void aSuspectClockOpensNothing_L27(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll @IntRange(max = 2000) int behind) {
    AccessRequest request = plan.request(story);
    Verdict inTime = ask(story, request, Universe.NOW);
    Circumstances slow =
        Circumstances.of(Universe.NOW.minusSeconds(behind), Revocations.none(Universe.NOW));
    Verdict verdict = new Presenter(verifier(), story.holder()).ask(story.chain(), request, slow);
    assertThat(verdict).isEqualTo(behind > 300 ? new Verdict(false, "HBS-1019") : inTime);
  }

  /** Without a network less is allowed, never more; and only a grant of the patient's own says for how long. */
  @Property
  void offlineNeverAllowsMoreThanOnline_L53(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll @IntRange(max = 600) int offline,
      @ForAll @IntRange(max = 900) int age,
      @ForAll @IntRange(max = 7) int revoked) {
    GrantChain chain = offlineFor(story, Duration.ofSeconds(offline));
    AccessRequest request = plan.request(story);
    Revocations fresh = revoked == 0
        ? Revocations.none(Universe.NOW)
        : Revocations.none(Universe.NOW)
            .with(StatusHandle.ofPreimage(Story.preimage(revoked % 3)), 5);
    Revocations snapshot = new Revocations(fresh.positions(), Universe.NOW.minusSeconds(age));
    Presenter presenter = new Presenter(verifier(), story.holder());
    Verdict online = presenter.ask(chain, request, Circumstances.of(Universe.NOW, fresh));
    Presenter cutOff = new Presenter(verifier(), story.holder());
    Verdict without = cutOff.ask(chain, request, Circumstances.of(Universe.NOW, snapshot));
    int limit = story.links() == 1 ? Math.max(60, offline) : 60;
    Statistics.collect(online.allowed() ? "online" : "neither", without.allowed() ? "offline" : "");
    assertThat(without).isEqualTo(age <= limit ? online : new Verdict(false, "HBS-1017"));
  }

  private Verdict decide(Presentation shown, AccessRequest request, Instant now) {
    Circumstances at = Circumstances.of(now, Revocations.none(now));
    return verifier().decide(shown, request, Presenter.CHALLENGE, at);
  }

  private static Stream<Instant> ends(Window window) {
    return Stream.of(window.notBefore().minusSeconds(60), window.expires());
  }

  /** The story's chain where each link says how long a view may be old. */
  private static GrantChain offlineFor(Story story, Duration offline) {
    Parties parties = story.grants().get(0).parties();
    Grant root =
        Grant.root(parties, offline(story.grants().get(0).permission(), offline), Story.binding(0));
    GrantChain chain = GrantChain.issue(root, Story.KEYBOX, Signatory.PATIENT);
    for (int i = 1; i < story.links(); i++) {
      Grant like = story.grants().get(i);
      Permission permission = offline(like.permission(), offline);
      Grant child = chain.narrow(like.parties(), permission, Story.binding(i));
      chain = chain.extend(child, Story.KEYBOX, Story.issuer(i));
    }
    return chain;
  }

  private static Permission offline(Permission p, Duration offline) {
    Conditions c = p.conditions();
    return new Permission(
        p.scope(),
        p.purposes(),
        p.window(),
        new Conditions(c.depth(), c.audience(), c.obligations(), offline, c.limits()));
  }
}
