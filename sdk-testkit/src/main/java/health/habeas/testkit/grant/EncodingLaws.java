// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.error.InvalidInputException;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import java.math.BigInteger;
import java.util.Arrays;
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

/** One encoding, and ids of what is signed. */
abstract class EncodingLaws extends Laws {
  // L = 2^252 + 27742317777372353535851937790883648493 (RFC 8032, section 5.1)
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  /** Some bytes of a valid token changed, removed or added. */
  record Damage(int at, int remove, byte[] insert) {
    byte[] apply(byte[] bytes) {
      int from = at % bytes.length;
      int to = Math.min(bytes.length, from + remove);
      byte[] damaged = Arrays.copyOf(bytes, bytes.length - (to - from) + insert.length);
      System.arraycopy(insert, 0, damaged, from, insert.length);
      System.arraycopy(bytes, to, damaged, from + insert.length, bytes.length - to);
      return damaged;
    }

    @Override
    public String toString() {
      return "Damage[at " + at + ": " + remove + " bytes become " + Arrays.toString(insert) + "]";
    }
  }

  @Property
  void whatIsAcceptedReencodesToItself_L1(
      @ForAll("stories") Story story, @ForAll("damages") Damage damage) {
    byte[] body = damage.apply(story.chain().last().signedBytes());
    Optional<Grant> accepted = parsed(body);
    Statistics.collect(accepted.isPresent() ? "accepted" : "refused");
    accepted.ifPresent(grant -> assertThat(grant.signedBytes()).isEqualTo(body));
  }

  @Property
  void aDamagedTokenIsNeverAllowed_L1(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll("damages") Damage damage) {
    byte[] token = story.chain().withoutKeybox().bytes();
    byte[] damaged = damage.apply(token);
    if (!Arrays.equals(token, damaged)) {
      assertThat(show(story, damaged, plan).allowed()).isFalse();
    }
  }

  @Property
  void noOtherSignatureBytesAreAccepted_L2(
      @ForAll("stories") Story story,
      @ForAll("timelyAsks") AskPlan plan,
      @ForAll @IntRange(max = 511) int bit) {
    Grant last = story.chain().last();
    List<Grant> grants = story.grants();
    byte[] flipped = RawToken.link(last, Story.issuer(grants.size() - 1));
    flipped[flipped.length - 64 + bit / 8] ^= (byte) (1 << bit % 8);
    assertThat(GrantChain.parse(token(grants, flipped)).id()).isEqualTo(last.id());
    assertThat(show(story, token(grants, flipped), plan)).isEqualTo(new Verdict(false, "HBS-1002"));
    byte[] malleated = withOrderAdded(RawToken.link(last, Story.issuer(grants.size() - 1)));
    assertThat(show(story, token(grants, malleated), plan))
        .isEqualTo(new Verdict(false, "HBS-1002"));
  }

  @Provide
  Arbitrary<Damage> damages() {
    Arbitrary<byte[]> inserts = Arbitraries.bytes().array(byte[].class).ofMaxSize(3);
    return Combinators.combine(
            Arbitraries.integers().between(0, 2000), Arbitraries.integers().between(0, 3), inserts)
        .as(Damage::new);
  }

  private Verdict show(Story story, byte[] token, AskPlan plan) {
    AccessRequest request = plan.request(story);
    Presenter presenter = new Presenter(verifier(), story.holder());
    try {
      return presenter.ask(GrantChain.parse(token), request, Universe.NOW);
    } catch (InvalidInputException e) {
      return presenter.present(token, story.chain(), request);
    }
  }

  private static byte[] token(List<Grant> grants, byte[] lastLink) {
    List<byte[]> links = new java.util.ArrayList<>();
    for (int i = 0; i < grants.size() - 1; i++) {
      links.add(RawToken.link(grants.get(i), Story.issuer(i)));
    }
    links.add(lastLink);
    return RawToken.chain(links);
  }

  /** The classic second signature: S + L verifies wherever S is not checked to be canonical. */
  private static byte[] withOrderAdded(byte[] link) {
    byte[] changed = link.clone();
    byte[] bigEndian = new byte[32];
    for (int i = 0; i < 32; i++) {
      bigEndian[i] = link[link.length - 1 - i];
    }
    byte[] sum = new BigInteger(1, bigEndian).add(ORDER).toByteArray();
    for (int i = 0; i < 32; i++) {
      changed[link.length - 32 + i] = i < sum.length ? sum[sum.length - 1 - i] : 0;
    }
    return changed;
  }

  private static Optional<Grant> parsed(byte[] body) {
    try {
      return Optional.of(Grant.parse(body));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }
}
