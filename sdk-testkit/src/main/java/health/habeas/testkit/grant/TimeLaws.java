// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Atom;
import health.habeas.grant.Circumstances;
import health.habeas.grant.DayRange;
import health.habeas.grant.Directive;
import health.habeas.grant.Field;
import health.habeas.grant.Grant;
import health.habeas.grant.Revocations;
import health.habeas.grant.StatusHandle;
import health.habeas.grant.VaultId;
import health.habeas.grant.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/** When a chain holds, and that nothing but its inputs decides. */
abstract class TimeLaws extends Laws {
  private static final Atom EVERYTHING = new Atom(
      Field.all(), Field.all(), Field.all(), DayRange.ALL, Field.all(), Field.all(), Field.all());

  /** Windows are half-open seconds; 60 seconds are tolerated at the start and none at the end. */
  @Property
  void deniesFromTheSecondOfExpiryOn_L23(
      @ForAll("stories") Story story, @ForAll("timelyAsks") AskPlan plan) {
    AccessRequest request = plan.request(story);
    Instant start = bound(story, Window::notBefore, Comparator.reverseOrder());
    Instant end = bound(story, Window::expires, Comparator.naturalOrder());
    boolean inside = ask(story, request, Universe.NOW).allowed();
    Statistics.collect(inside ? "allowed inside" : "denied anyway");

    assertThat(ask(story, request, end.minusSeconds(1)).allowed()).isEqualTo(inside);
    assertThat(ask(story, request, end.minusNanos(1)).allowed()).isEqualTo(inside);
    assertThat(ask(story, request, end)).isEqualTo(new Verdict(false, "HBS-1003"));
    assertThat(ask(story, request, start.minusSeconds(60)).allowed()).isEqualTo(inside);
    assertThat(ask(story, request, start.minusSeconds(61)))
        .isEqualTo(new Verdict(false, "HBS-1005"));
  }

  /** Once expired, always expired; a clock turned back behind the ledger's time revives nothing. */
  @Property
  void neverRevives_L25(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll @IntRange(max = 200_000_000) int later,
      @ForAll @IntRange(max = 7200) int back) {
    AccessRequest request = plan.request(story);
    Instant end = bound(story, Window::expires, Comparator.naturalOrder());
    assertThat(ask(story, request, end.plusSeconds(later)).code()).isEqualTo("HBS-1003");
    Circumstances turnedBack = Circumstances.of(end.minusSeconds(back), Revocations.none(end));
    Verdict verdict =
        new Presenter(verifier(), story.holder()).ask(story.chain(), request, turnedBack);
    assertThat(verdict.code()).isEqualTo(back > 300 ? "HBS-1019" : "HBS-1003");
  }

  /** The same inputs give the same answer, and what concerns others changes nothing. */
  @Property
  void dependsOnItsInputsAlone_L24(@ForAll("stories") Story story, @ForAll("asks") AskPlan plan) {
    AccessRequest request = plan.request(story);
    Verdict first = ask(story, request, plan.time());
    assertThat(ask(story, request, plan.time())).isEqualTo(first);

    StatusHandle stranger = StatusHandle.ofPreimage(Story.preimage(99));
    VaultId elsewhere = VaultId.of(Signatory.OTHER_PATIENT.key());
    Directive others = new Directive(elsewhere, Field.all(), Field.all(), EVERYTHING);
    Circumstances noise = new Circumstances(
        plan.time(), Revocations.none(plan.time()).with(stranger, 7), List.of(others), 0);
    assertThat(new Presenter(verifier(), story.holder()).ask(story.chain(), request, noise))
        .isEqualTo(first);
  }

  /** A view of revocations that is too old is refused. */
  @Property
  void deniesWithAStaleView_L34(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll @IntRange(max = 300) int age) {
    AccessRequest request = plan.request(story);
    Verdict fresh = ask(story, request, Universe.NOW);
    Instant asOf = Universe.NOW.minus(Duration.ofSeconds(age));
    Circumstances at = Circumstances.of(Universe.NOW, Revocations.none(asOf));
    Verdict verdict = new Presenter(verifier(), story.holder()).ask(story.chain(), request, at);
    assertThat(verdict).isEqualTo(age <= 60 ? fresh : new Verdict(false, "HBS-1017"));
  }

  /** The lowest limit of all links holds, whoever handed it on. */
  @Property
  void noMoreUsesThanTheLeastOfAllLinks_L16(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll @IntRange(max = 4) int earlier) {
    AccessRequest request = plan.request(story);
    Verdict first = ask(story, request, Universe.NOW);
    long least = story.grants().stream()
        .mapToLong(grant -> grant.permission().conditions().limits().uses().orElse(Long.MAX_VALUE))
        .min()
        .orElseThrow();
    Circumstances at =
        Circumstances.of(Universe.NOW, Revocations.none(Universe.NOW)).after(earlier);
    Verdict verdict = new Presenter(verifier(), story.holder()).ask(story.chain(), request, at);
    assertThat(verdict).isEqualTo(earlier < least ? first : new Verdict(false, "HBS-1023"));
  }

  private static Instant bound(
      Story story, Function<Window, Instant> edge, Comparator<Instant> order) {
    return story.grants().stream()
        .map(Grant::permission)
        .map(permission -> edge.apply(permission.window()))
        .min(order)
        .orElseThrow();
  }
}
