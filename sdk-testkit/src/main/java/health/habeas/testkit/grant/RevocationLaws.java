// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Circumstances;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.Parties;
import health.habeas.grant.RevocationStatement;
import health.habeas.grant.Revocations;
import health.habeas.grant.StatusHandle;
import health.habeas.grant.VaultId;
import health.habeas.key.VerifyKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;

/** What a revocation ends, and what it leaves alone. */
abstract class RevocationLaws extends Laws {
  private static final int SIBLING = 8;
  private static final SecureRandom RANDOM = new SecureRandom();

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
    int links = story.links();
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

  @Property
  void revokingAKeyKillsEveryChainThatUsesItAndNothingElse_L35(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll Signatory key,
      @ForAll boolean elsewhere) {
    AccessRequest request = plan.request(story);
    VaultId vault = elsewhere ? VaultId.of(Signatory.OTHER_PATIENT.key()) : Story.VAULT;
    RevocationStatement ended = RevocationStatement.ofKey(vault, key.key(), key, RANDOM);
    boolean hit = !elsewhere
        && IntStream.range(0, story.links())
            .anyMatch(link -> key == Story.issuer(link) || key == Story.HOLDERS.get(link));
    Verdict before = decide(story, request, Revocations.none(Universe.NOW));
    Verdict after = decide(story, request, Revocations.none(Universe.NOW).with(ended, 5));
    Statistics.collect(hit ? "ended" : "not ended", before.allowed() ? "allowed" : "denied");
    assertThat(after).isEqualTo(hit ? new Verdict(false, "HBS-1024") : before);
  }

  /** A position that an issuer names is its own word: too early a one ends, and one that nobody can know yet is refused. */
  @Property
  void whatAKeyIssuedBeforeAPositionEndsAndNothingElse_L33_L35(
      @ForAll("stories") Story plain,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll @Size(3) List<@IntRange(max = 9) Integer> signedAt,
      @ForAll @Size(max = 3) List<@From("earlyEnds") EarlyEnd> ends,
      @ForAll @IntRange(max = 10) int followed) {
    Story story = plain.signedAt(signedAt);
    AccessRequest request = plan.request(story);
    Revocations none = Revocations.none(Universe.NOW).followedTo(followed);
    Revocations view =
        ends.stream().reduce(none, (known, end) -> end.in(known), Revocations::merge);
    Verdict before = decide(story, request, none);
    Verdict expected = IntStream.range(0, story.links())
        .mapToObj(link -> EarlyEnd.code(ends, Story.issuer(link), signedAt.get(link), followed))
        .filter(code -> !code.isEmpty())
        .findFirst()
        .map(code -> new Verdict(false, code))
        .orElse(before);
    Statistics.collect(expected.code());
    assertThat(decide(story, request, view)).isEqualTo(expected);
  }

  /** What the key of an issuer signed before a position has ended. Immutable. */
  record EarlyEnd(Signatory issuer, int position) {
    Revocations in(Revocations view) {
      VerifyKey key = issuer.key();
      return view.with(
          RevocationStatement.issuedBefore(Story.VAULT, key, position, issuer, RANDOM), 5);
    }

    /** Why a grant by this issuer is refused; empty if it isn't. */
    static String code(List<EarlyEnd> ends, Signatory issuer, int signedAt, int followed) {
      List<EarlyEnd> about = ends.stream().filter(end -> end.issuer == issuer).toList();
      if (about.stream().anyMatch(end -> signedAt < end.position)) {
        return "HBS-1004";
      }
      return about.isEmpty() || signedAt <= followed ? "" : "HBS-1017";
    }
  }

  @Provide
  Arbitrary<EarlyEnd> earlyEnds() {
    return Combinators.combine(
            Arbitraries.of(Signatory.class), Arbitraries.integers().between(1, 10))
        .as(EarlyEnd::new);
  }

  /** Handles of links 0 to 4, and perhaps a key that has ended, wholly or for what it issued. */
  @Provide
  Arbitrary<Revocations> views() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 31),
            Arbitraries.longs().between(0, 3),
            Arbitraries.of(Signatory.class),
            Arbitraries.integers().between(-3, 3))
        .as((mask, position, key, end) -> {
          Revocations view = view(mask & (mask >> 1), position);
          if (end < 0) {
            return view;
          }
          return end > 0
              ? new EarlyEnd(key, end).in(view)
              : view.with(RevocationStatement.ofKey(Story.VAULT, key.key(), key, RANDOM), position);
        });
  }

  private Verdict decide(Story story, AccessRequest request, Revocations view) {
    return new Presenter(verifier(), story.holder())
        .ask(story.chain(), request, Circumstances.of(Universe.NOW, view));
  }

  /** The last link once more, handed by the same issuer to somebody else. */
  private static GrantChain sibling(Story story) {
    int last = story.links() - 1;
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
