// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Challenge;
import health.habeas.grant.Circumstances;
import health.habeas.grant.Directive;
import health.habeas.grant.Field;
import health.habeas.grant.GrantChain;
import health.habeas.grant.KeyRevocation;
import health.habeas.grant.Presentation;
import health.habeas.grant.Purpose;
import health.habeas.grant.RecordFacts;
import health.habeas.grant.RevocationView;
import health.habeas.grant.Revocations;
import health.habeas.grant.StatusHandle;
import health.habeas.grant.VaultId;
import health.habeas.key.VerifyKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/** Who may present a chain, once, and what no presenter can bring about. */
abstract class PresenterLaws extends Laws {
  private static final Circumstances AT =
      Circumstances.of(Universe.NOW, Revocations.none(Universe.NOW));

  @Property
  void tokenBytesWithoutAProofAreRefused_L36(
      @ForAll("stories") Story story, @ForAll("timelyAsks") AskPlan plan, @ForAll byte[] garbage) {
    AccessRequest request = plan.request(story);
    byte[] chain = story.chain().bytes();
    for (byte[] proof : List.of(new byte[0], garbage, chain)) {
      Verdict verdict =
          verifier().decide(new Presentation(chain, proof), request, Presenter.CHALLENGE, AT);
      assertThat(verdict.code()).isIn("HBS-1014", "HBS-1013");
    }
  }

  @Property
  void aProofByAnybodyButTheLastHolderIsRefused_L36_L39(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll Signatory somebody) {
    Assume.that(somebody != story.holder());
    AccessRequest request = plan.request(story);
    Verdict verdict = new Presenter(verifier(), somebody).ask(story.chain(), request, Universe.NOW);
    assertThat(verdict.code()).isIn("HBS-1014", "HBS-1013");
  }

  @Property
  void aProofServesNoOtherRequest_L37(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll("timelyAsks") AskPlan other) {
    AccessRequest proven = plan.request(story);
    AccessRequest asked = other.request(story);
    Presentation shown =
        new Presenter(verifier(), story.holder()).show(story.chain(), proven, Universe.NOW);
    Statistics.collect(proven.equals(asked) ? "same" : "other");
    if (!proven.equals(asked)) {
      assertThat(verifier().decide(shown, asked, Presenter.CHALLENGE, AT).code())
          .isIn("HBS-1014", "HBS-1013");
    }
    Challenge nonce = new Challenge(Universe.VERIFIER, new byte[] {8});
    Challenge name = new Challenge("custodian-2", Presenter.CHALLENGE.nonce());
    assertThat(verifier().decide(shown, proven, nonce, AT).allowed()).isFalse();
    assertThat(verifier().decide(shown, proven, name, AT).allowed()).isFalse();
  }

  @Property
  void aProofIsAcceptedOnce_L38(
      @ForAll("stories") Story story, @ForAll("timelyAsks") AskPlan plan) {
    AccessRequest request = plan.request(story);
    VerifierUnderTest verifier = verifier();
    Presentation shown =
        new Presenter(verifier, story.holder()).show(story.chain(), request, Universe.NOW);
    Verdict first = verifier.decide(shown, request, Presenter.CHALLENGE, AT);
    Verdict second = verifier.decide(shown, request, Presenter.CHALLENGE, AT);
    Statistics.collect(first.allowed() ? "allowed" : "denied");
    assertThat(second).isEqualTo(first.allowed() ? new Verdict(false, "HBS-1015") : first);
  }

  /** Without BTG in the grant there is no breaking the glass, and with it only under its own rules. */
  @Property
  void noChainWithoutBtgAllowsBtg_L41(
      @ForAll("stories") Story story, @ForAll("timelyAsks") AskPlan plan) {
    AccessRequest aimed = plan.request(story);
    AccessRequest request =
        new AccessRequest(aimed.vault(), aimed.action(), aimed.selector(), Purpose.BTG);
    assertThat(ask(story, request, Universe.NOW).allowed()).isFalse();
  }

  /** With BTG, only alone, direct, to read, on a fresh view, and for 24 hours from the first break. */
  @Property
  void btgChainsObeyTheirRules_L41(
      @ForAll @IntRange(max = 1) int depth,
      @ForAll @IntRange(max = 2) int beside,
      @ForAll @IntRange(max = 4) int write,
      @ForAll @IntRange(max = 61) int age,
      @ForAll @IntRange(min = -1, max = 48) int hoursSince) {
    Set<Action> actions =
        write < 3 ? Set.of(Action.READ) : Set.of(Action.READ, Universe.ACTIONS.get(write - 1));
    Set<Purpose> purposes = beside < 2 ? Set.of(Purpose.BTG) : Set.of(Purpose.BTG, Purpose.TREAT);
    GrantChain chain = Story.breakGlass(actions, purposes, depth);
    AccessRequest request =
        new AccessRequest(Story.VAULT, Action.READ, Universe.RECORDS.get(0), Purpose.BTG);
    Optional<Instant> first = hoursSince < 0
        ? Optional.empty()
        : Optional.of(Universe.NOW.minus(Duration.ofHours(hoursSince)));
    Circumstances at = Circumstances.of(
            Universe.NOW, Revocations.none(Universe.NOW.minusSeconds(age)))
        .brokenAt(first);
    boolean sound = depth == 0 && beside < 2 && write < 3 && age <= 60 && hoursSince < 24;
    Statistics.collect(sound ? "allowed" : "denied");
    assertThat(new Presenter(verifier(), Story.HOLDERS.get(0))
            .ask(chain, request, at)
            .allowed())
        .isEqualTo(sound);
  }

  @Property
  void aDirectiveNeverAllowsMoreAndDeniesWhatItMatches_L42(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll("lines") LinePlan forbidden) {
    AccessRequest request = plan.request(story);
    Directive directive = new Directive(Story.VAULT, Field.all(), Field.all(), forbidden.atom());
    Circumstances at =
        new Circumstances(Universe.NOW, Revocations.none(Universe.NOW), List.of(directive), 0);
    boolean without = ask(story, request, Universe.NOW).allowed();
    boolean with = new Presenter(verifier(), story.holder())
        .ask(story.chain(), request, at)
        .allowed();
    boolean matches =
        Model.means(forbidden.atom(), request.action(), (RecordFacts) request.selector());
    Statistics.collect(without ? "allowed" : "denied", with ? "allowed" : "denied");
    assertThat(with && (!without || matches)).isFalse();
  }

  @Property
  void anyExceptionIsADenial_L43(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll byte[] garbage,
      @ForAll Action action) {
    AccessRequest aimed = plan.request(story);
    AccessRequest request =
        new AccessRequest(aimed.vault(), action, aimed.selector(), aimed.purpose());
    Presentation shown = new Presentation(garbage, garbage);
    Verdict first = verifier().decide(shown, request, Presenter.CHALLENGE, AT);
    assertThat(first.allowed()).isFalse();
    assertThat(verifier().decide(shown, request, Presenter.CHALLENGE, AT)).isEqualTo(first);

    Circumstances failing = Circumstances.of(Universe.NOW, new FailingView());
    Presenter presenter = new Presenter(verifier(), story.holder());
    assertThat(presenter.ask(story.chain(), request, failing))
        .isEqualTo(new Verdict(false, "HBS-1021"));
  }

  @Provide("lines")
  Arbitrary<LinePlan> someLines() {
    return lines();
  }

  @Provide
  Arbitrary<byte[]> garbage() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(400);
  }

  /** A view whose store has failed. */
  private static final class FailingView implements RevocationView {
    @Override
    public OptionalLong revokedSince(StatusHandle handle) {
      throw new IllegalStateException("the store of revocations failed");
    }

    @Override
    public Set<KeyRevocation> keyRevocations(VaultId vault, VerifyKey key) {
      throw new IllegalStateException("the store of revocations failed");
    }

    @Override
    public long followed() {
      return 0;
    }

    @Override
    public Instant asOf() {
      return Universe.NOW;
    }
  }
}
