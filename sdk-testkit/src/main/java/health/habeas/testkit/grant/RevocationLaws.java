// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Circumstances;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.Parties;
import health.habeas.grant.Revocations;
import health.habeas.grant.StatusHandle;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/** What a revocation ends, and what it leaves alone. */
abstract class RevocationLaws extends Laws {
  private static final int SIBLING = 8;

  @Property
  void moreRevocationsNeverAllowMore_L28(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll("views") Revocations some,
      @ForAll("views") Revocations more) {
    AccessRequest request = plan.request(story);
    boolean withMore = decide(story, request, some.merge(more)).allowed();
    boolean withSome = decide(story, request, some).allowed();
    Statistics.collect(withSome ? "allowed" : "denied", withMore ? "allowed" : "denied");
    assertThat(withMore && !withSome).isFalse();
  }

  @Property
  void mergingIsCommutativeAssociativeAndIdempotent_L28(
      @ForAll("views") Revocations a,
      @ForAll("views") Revocations b,
      @ForAll("views") Revocations c) {
    assertThat(a.merge(b)).isEqualTo(b.merge(a));
    assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
    assertThat(a.merge(a)).isEqualTo(a);
  }

  /** Bits 0 to 2 revoke the links of the chain, bit 3 that of a sibling of its last link. */
  @Property
  void revokingALinkKillsEveryChainThroughItAndNothingElse_L29(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll @IntRange(max = 15) int mask) {
    AccessRequest request = plan.request(story);
    Revocations view = view((mask & 7) | ((mask >> 3) << SIBLING), 5);
    int links = story.plans().size();
    boolean hit = (mask & ((1 << links) - 1)) != 0;
    Verdict before = decide(story, request, Revocations.none(Universe.NOW));
    Verdict after = decide(story, request, view);
    Statistics.collect(hit ? "revoked" : "not revoked", before.allowed() ? "allowed" : "denied");
    assertThat(after).isEqualTo(hit ? new Verdict(false, "HBS-1004") : before);

    if (links > 1) {
      boolean siblingHit = (mask & ((1 << (links - 1)) - 1)) != 0 || mask > 7;
      GrantChain sibling = sibling(story);
      Presenter stranger = new Presenter(verifier(), Signatory.STRANGER);
      Verdict verdict = stranger.ask(sibling, request, Circumstances.of(Universe.NOW, view));
      assertThat(verdict).isEqualTo(siblingHit ? new Verdict(false, "HBS-1004") : before);
    }
  }

  @Provide
  Arbitrary<Revocations> views() {
    return net.jqwik.api.Combinators.combine(
            Arbitraries.integers().between(0, 31), Arbitraries.longs().between(0, 3))
        .as((mask, position) -> view(mask & (mask >> 1), position));
  }

  private Verdict decide(Story story, AccessRequest request, Revocations view) {
    return new Presenter(verifier(), story.holder())
        .ask(story.chain(), request, Circumstances.of(Universe.NOW, view));
  }

  /** The last link once more, handed by the same issuer to somebody else. */
  private static GrantChain sibling(Story story) {
    int last = story.plans().size() - 1;
    GrantChain above = story.chainOf(last);
    Signatory issuer = Story.issuer(last);
    Parties parties = new Parties(Story.VAULT, issuer.key(), Signatory.STRANGER.key());
    Grant child = above.narrow(parties, story.chain().last().permission(), Story.binding(SIBLING));
    return above.extend(child, new byte[] {1, 2, 3}, issuer);
  }

  private static Revocations view(int mask, long position) {
    return IntStream.range(0, 10)
        .filter(link -> (mask & (1 << link)) != 0)
        .mapToObj(link -> StatusHandle.ofPreimage(Story.preimage(link)))
        .reduce(
            Revocations.none(Universe.NOW),
            (view, handle) -> view.with(handle, position),
            Revocations::merge);
  }
}
