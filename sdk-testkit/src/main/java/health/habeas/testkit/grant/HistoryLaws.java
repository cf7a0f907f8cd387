// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Challenge;
import health.habeas.grant.Circumstances;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.Parties;
import health.habeas.grant.Possession;
import health.habeas.grant.Presentation;
import health.habeas.grant.Revocations;
import health.habeas.grant.Stamp;
import health.habeas.grant.StatusHandle;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/** Orders of events, as action sequences: what a verifier learns, when, and what it is shown meanwhile. */
abstract class HistoryLaws extends Laws {
  private static final int GRANTS = 3;

  /** A verifier that is told of revocations one by one, and what has been told so far. Not thread-safe: one per try. */
  private static final class Told {
    private final VerifierUnderTest verifier;
    private final Story story;
    private final List<Integer> order = new ArrayList<>();
    private Revocations view = Revocations.none(Universe.NOW);

    Told(VerifierUnderTest verifier, Story story) {
      this.verifier = verifier;
      this.story = story;
    }

    /** Positions grow with the number of the event; the same event may come again. */
    void revoke(int event) {
      order.add(event);
      view = view.merge(delivered(event));
    }

    /** A chain of so many links, seen now for the first time or again. */
    void ask(int links, int jti, AskPlan plan) {
      int shown = 1 + links % story.links();
      boolean revoked = order.stream().anyMatch(event -> event % GRANTS < shown);
      AccessRequest request = plan.request(story);
      Verdict verdict = decide(verifier, story, shown, jti, request, view);
      assertThat(verdict.code().equals("HBS-1004")).isEqualTo(revoked);

      // L33: the same events in another order, at once
      List<Integer> reversed = new ArrayList<>(order);
      Collections.reverse(reversed);
      Revocations other = reversed.stream()
          .map(Told::delivered)
          .reduce(Revocations.none(Universe.NOW), Revocations::merge);
      assertThat(other).isEqualTo(view);
    }

    private static Revocations delivered(int event) {
      return Revocations.none(Universe.NOW)
          .with(StatusHandle.ofPreimage(Story.preimage(event % GRANTS)), event);
    }
  }

  /** A verifier whose clock jumps, and how often it accepted each proof. Not thread-safe: one per try. */
  private static final class Jumping {
    private final VerifierUnderTest verifier;
    private final Story story;
    private final BitSet accepted = new BitSet();
    private int now;

    Jumping(VerifierUnderTest verifier, Story story) {
      this.verifier = verifier;
      this.story = story;
    }

    void jump(int seconds) {
      now += seconds;
    }

    /** Every proof was made at the universe's now; the clock of the verifier is elsewhere by now. */
    void present(int jti) {
      AccessRequest request = new AskPlan(0, 0, 0, 0).request(story);
      Instant at = Universe.NOW.plusSeconds(now);
      Presentation shown = show(story, 1, jti, request, Universe.NOW);
      Verdict verdict = verifier.decide(
          shown, request, Presenter.CHALLENGE, Circumstances.of(at, Revocations.none(at)));
      assertThat(verdict.allowed() && accepted.get(jti)).isFalse();
      accepted.set(jti, accepted.get(jti) || verdict.allowed());
    }
  }

  @Property
  void aRevocationCountsWheneverItComes_L31_L33(@ForAll("toldChains") ActionChain<Told> history) {
    history.run();
  }

  @Property
  void eachProofIsAcceptedAtMostOnceWhateverTheClockDoes_L34_L38(
      @ForAll("jumpingChains") ActionChain<Jumping> history) {
    history.run();
  }

  /** What anybody can see of a grant, or make up, revokes nothing. */
  @Property
  void whatAStrangerPublishesRevokesNothing_L30(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll("strangersBytes") int pick) {
    AccessRequest request = plan.request(story);
    Revocations view = Revocations.none(Universe.NOW);
    for (Grant grant : story.grants()) {
      byte[] known = known(story.chain(), grant, pick);
      view = view.with(StatusHandle.ofPreimage(known), 3);
    }
    Circumstances at = Circumstances.of(Universe.NOW, view);
    assertThat(new Presenter(verifier(), story.holder()).ask(story.chain(), request, at))
        .isEqualTo(ask(story, request, Universe.NOW));
  }

  /** A revoked grant stays revoked, and the same permission given again is another grant. */
  @Property
  void aGrantGivenAgainIsAnotherOne_L32(
      @ForAll("stories") Story story, @ForAll("timelyAsks") AskPlan plan) {
    AccessRequest request = plan.request(story);
    Verdict before = ask(story, request, Universe.NOW);
    Revocations view = Revocations.none(Universe.NOW)
        .with(StatusHandle.ofPreimage(Story.preimage(story.links() - 1)), 3);
    GrantChain again = givenAgain(story);
    assertThat(again.id()).isNotEqualTo(story.chain().id());
    for (Revocations later : List.of(view, view.merge(Revocations.none(Universe.NOW)))) {
      Circumstances at = Circumstances.of(Universe.NOW, later);
      Presenter holder = new Presenter(verifier(), story.holder());
      assertThat(holder.ask(story.chain(), request, at)).isEqualTo(new Verdict(false, "HBS-1004"));
      assertThat(holder.ask(again, request, at)).isEqualTo(before);
    }
  }

  @Provide
  Arbitrary<ActionChain<Told>> toldChains() {
    Arbitrary<Integer> events = Arbitraries.integers().between(0, 2 * GRANTS - 1);
    Action.Independent<Told> revoke =
        () -> events.map(event -> Transformer.mutate("revoke no. " + event, t -> t.revoke(event)));
    Action.Independent<Told> ask = () -> Combinators.combine(
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 255),
            timelyAsks())
        .as((links, jti, plan) -> Transformer.mutate(
            "ask with " + links + " more links, " + plan, t -> t.ask(links, jti, plan)));
    return stories()
        .flatMap(story -> ActionChain.startWith(() -> new Told(verifier(), story))
            .withAction(1, revoke)
            .withAction(2, ask)
            .withMaxTransformations(12));
  }

  @Provide
  Arbitrary<ActionChain<Jumping>> jumpingChains() {
    Arbitrary<Integer> jumps =
        Arbitraries.of(-2000, -420, -300, -60, -1, 1, 59, 60, 61, 300, 360, 361, 420, 421, 2000);
    Action.Independent<Jumping> jump =
        () -> jumps.map(by -> Transformer.mutate("clock by " + by + " s", t -> t.jump(by)));
    Action.Independent<Jumping> present = () -> Arbitraries.integers()
        .between(0, 2)
        .map(jti -> Transformer.mutate("present proof " + jti, t -> t.present(jti)));
    Story story = new Story(
        List.of(new LinkPlan(List.of(new LinePlan(0, 0, 0, 0, 0, 0, 0, 0)), 1, 0, 0, 0, 0, 0)));
    return ActionChain.startWith(() -> new Jumping(verifier(), story))
        .withAction(2, jump)
        .withAction(3, present)
        .withMaxTransformations(16);
  }

  @Provide
  Arbitrary<Integer> strangersBytes() {
    return Arbitraries.integers().between(0, 7);
  }

  private static byte[] known(GrantChain chain, Grant grant, int pick) {
    List<byte[]> all = List.of(
        grant.binding().status().bytes(),
        grant.id().bytes(),
        chain.digest(),
        grant.binding().keyboxDigest(),
        grant.parties().vault().bytes(),
        grant.parties().holder().bytes(),
        grant.parties().issuer().bytes(),
        "I revoke everything of Alice's!!".getBytes(StandardCharsets.US_ASCII));
    return all.get(pick);
  }

  private static GrantChain givenAgain(Story story) {
    int last = story.links() - 1;
    Grant like = story.chain().last();
    Parties parties = like.parties();
    Signatory issuer = Story.issuer(last);
    if (last == 0) {
      Grant root = Grant.root(parties, like.permission(), Story.binding(9));
      return GrantChain.issue(root, Story.KEYBOX, issuer);
    }
    GrantChain above = story.chainOf(last);
    Grant child = above.narrow(parties, like.permission(), Story.binding(9));
    return above.extend(child, Story.KEYBOX, issuer);
  }

  private static Verdict decide(
      VerifierUnderTest verifier,
      Story story,
      int links,
      int jti,
      AccessRequest request,
      Revocations view) {
    Presentation shown = show(story, links, jti, request, Universe.NOW);
    return verifier.decide(
        shown, request, Presenter.CHALLENGE, Circumstances.of(Universe.NOW, view));
  }

  private static Presentation show(
      Story story, int links, int jti, AccessRequest request, Instant made) {
    byte[] id = new byte[16];
    Arrays.fill(id, (byte) jti);
    GrantChain chain = story.chainOf(links).withoutKeybox();
    Challenge challenge = Presenter.CHALLENGE;
    Possession possession = new Possession(chain, request, challenge, new Stamp(made, id));
    return new Presentation(chain.bytes(), possession.sign(Story.HOLDERS.get(links - 1)));
  }
}
