// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import health.habeas.error.ErrorCode;
import health.habeas.internal.wire.CborWriter;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Tokens that a stranger built to be let in, or to cost the verifier more than they cost him. Who may sign a root is asked
 * before the first signature is checked, so where nobody was asked, no signature was looked at (L5).
 */
class HostileTokenTest {
  // beside the input, of which a decision copies each part a few times
  private static final long FIXED_BYTES = 64 << 10;
  private static final int COPIES = 16;

  private static final GrantChain VALID = Cast.REGISTRY.receive(
      Cast.LAB.receive(Cast.chain(Cast.terms().delegable(2)), Cast.terms().delegable(1)),
      Cast.terms());
  private static final Presentation SHOWN = Cast.REGISTRY.show(VALID, Cast.READ_RESULT);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What became of a token, and what it cost. */
  private record Outcome(Decision decision, int keysAskedFor, long allocatedBytes) {
    Decision.Deny deny() {
      assertThat(decision).isInstanceOf(Decision.Deny.class);
      return (Decision.Deny) decision;
    }
  }

  @Property
  void aTokenWithAnyBitFlippedIsRefused_L2(@ForAll @IntRange(max = 8 * 1_000_000) int which) {
    byte[] token = SHOWN.chain();
    int bit = which % (8 * token.length);
    token[bit / 8] ^= (byte) (1 << bit % 8);
    assertThat(decided(token).deny().code()).isNotNull();
  }

  @Property
  void linksReorderedRepeatedOrLeftOutAreRefused_L19(@ForAll("orders") List<Integer> order) {
    List<byte[]> links = order.stream().map(i -> VALID.links().get(i).bytes()).toList();
    boolean same = order.equals(List.of(0, 1, 2));
    assertThat(decided(token(links)).decision().isAllowed()).isEqualTo(same);
  }

  @Property
  void aLinkWithinALinkIsRefusedBeforeAnySignature(@ForAll @IntRange(min = 1, max = 8) int depth) {
    byte[] nested = VALID.links().get(0).bytes();
    for (int i = 0; i < depth; i++) {
      nested = token(List.of(nested));
    }
    isRefusedUnread(token(List.of(nested)), ErrorCode.GRANT_MALFORMED);
  }

  @Property(tries = 60)
  void moreThanFiveLinksAreRefusedBeforeAnySignature_L5(@ForAll("manyLinks") int links) {
    // As small as a link can be, and as it is: the limit on links and the one on bytes both hold.
    isRefusedUnread(token(Collections.nCopies(links, new byte[0])), ErrorCode.GRANT_LIMIT);
    isRefusedUnread(
        token(Collections.nCopies(links, VALID.links().get(0).bytes())), ErrorCode.GRANT_LIMIT);
  }

  @Property(tries = 60)
  void aLinkBeyondItsLimitIsRefusedBeforeAnySignature_L5(
      @ForAll @IntRange(min = Grant.MAX_BYTES + 1, max = 1 << 20) int size) {
    isRefusedUnread(token(List.of(new byte[size])), ErrorCode.GRANT_LIMIT);
  }

  @Property(tries = 60)
  void nestingAndLengthsThatPromiseMuchCostLittle_L5(
      @ForAll @IntRange(min = 1, max = 280_000) int size, @ForAll("heads") byte[] head) {
    byte[] bomb = new byte[size];
    for (int at = 0; at < size; at++) {
      bomb[at] = head[at % head.length];
    }
    assertThat(isRefusedUnread(bomb).code()).isIn(ErrorCode.GRANT_MALFORMED, ErrorCode.GRANT_LIMIT);
    // the same where a grant's body should be
    byte[] body = Arrays.copyOf(bomb, Math.min(size, 3900));
    byte[] link = new CborWriter()
        .array(4)
        .bytes(new byte[] {(byte) 0xa1, 1, 0x27})
        .map(0)
        .bytes(body)
        .bytes(new byte[64])
        .toBytes();
    assertThat(isRefusedUnread(token(List.of(link))).code())
        .isIn(ErrorCode.GRANT_MALFORMED, ErrorCode.GRANT_UNKNOWN_VERSION);
  }

  @Property
  void anythingElseIsRefusedUnread(@ForAll byte[] bytes) {
    isRefusedUnread(bytes);
  }

  @Provide
  Arbitrary<List<Integer>> orders() {
    return Arbitraries.integers().between(0, 2).list().ofMinSize(1).ofMaxSize(5);
  }

  @Provide
  Arbitrary<Integer> manyLinks() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(6, 64), Arbitraries.integers().between(6, 10_000));
  }

  @Provide
  Arbitrary<byte[]> heads() {
    return Arbitraries.of(
        new byte[] {(byte) 0x81},
        new byte[] {(byte) 0xa1, 1},
        new byte[] {(byte) 0x9f},
        new byte[] {(byte) 0x9a, 0x7f, -1, -1, -1},
        new byte[] {(byte) 0xba, 0x7f, -1, -1, -1},
        new byte[] {0x5a, 0x7f, -1, -1, -1},
        new byte[] {0x7b, 0x7f, -1, -1, -1, -1, -1, -1, -1},
        new byte[] {(byte) 0xa2, 1, (byte) 0x85},
        new byte[] {(byte) 0xa2, 1, (byte) 0x9a, 0, 4, 0, 0});
  }

  private static void isRefusedUnread(byte[] token, ErrorCode code) {
    assertThat(isRefusedUnread(token).code()).isEqualTo(code);
  }

  private static Decision.Deny isRefusedUnread(byte[] token) {
    Outcome outcome = decided(token);
    assertThat(outcome.keysAskedFor()).isZero();
    assertThat(outcome.allocatedBytes())
        .isLessThan(FIXED_BYTES + (long) COPIES * Math.min(token.length, 300_000) + token.length);
    return outcome.deny();
  }

  private static Outcome decided(byte[] token) {
    Presentation shown = new Presentation(token, SHOWN.possession());
    int[] asked = {0};
    PatientKeyView patients = (vault, key) -> {
      asked[0]++;
      return PatientKeyView.rootKeys().isLive(vault, key);
    };
    GrantVerifier verifier = GrantVerifier.of(patients, NonceStore.inMemory(1));
    long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    Decision decision = verifier.decide(shown, Cast.READ_RESULT, Cast.CHALLENGE, Cast.at(Cast.NOW));
    long after = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    return new Outcome(decision, asked[0], after - before);
  }

  private static byte[] token(List<byte[]> links) {
    CborWriter out = new CborWriter().map(2).key(1).array(links.size());
    links.forEach(out::bytes);
    return out.key(2).bytes(new byte[0]).toBytes();
  }
}
