// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.flow.SimulatedCustodians.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.internal.flow.Requests.Altered;
import health.habeas.internal.flow.Requests.Answers;
import health.habeas.internal.flow.Requests.Good;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Who is asked, when another one is, and for how long anybody is waited for: in simulated time. */
class RequestsTest {
  private static final int CUSTODIANS = 6;
  private static final int NEEDED = 4;

  private final long[] delays = new long[CUSTODIANS];
  private final Set<Integer> absent = new HashSet<>();
  private final Set<Integer> lying = new HashSet<>();
  private final SimulatedCustodians custodians =
      new SimulatedCustodians(CUSTODIANS, custodian -> delays[custodian]);
  private final Requests requests = custodians.requests();

  RequestsTest() {
    Arrays.fill(delays, 5);
  }

  @Test
  void asksAsManyAsAreNeededAndNobodyElse() {
    assertThat(some().good()).containsOnlyKeys(0, 1, 2, 3);
    assertThat(custodians.asked()).containsExactly(0, 1, 2, 3);
    assertThat(custodians.millis()).isEqualTo(5);
  }

  @Test
  void asksAnotherAtOnceForOneThatHasNothingOrLies() {
    absent.add(1);
    lying.add(3);
    Answers<String> answers = some();
    assertThat(answers.good()).containsOnlyKeys(0, 2, 4, 5);
    assertThat(answers.missing()).containsExactly(1);
    assertThat(answers.altered()).containsExactly(3);
    assertThat(custodians.millis()).isEqualTo(10);
  }

  @Test
  void asksAnotherForOneThatThrows() {
    IntFunction<Optional<String>> throwing = custodian -> {
      if (custodian == 0) {
        throw new IllegalStateException("a bug of one custodian");
      }
      return Optional.of("content");
    };
    Answers<String> answers =
        requests.ask(Inquiry.ofSome(all(), NEEDED), throwing, (c, text) -> new Good<>(text));
    assertThat(answers.good()).containsOnlyKeys(1, 2, 3, 4);
    assertThat(custodians.pace().nearest(all())).endsWith(0);
  }

  @Test
  void asksOneMoreWhenAnAnswerIsLaterThanNearlyAllBefore() {
    for (int i = 0; i < 20; i++) {
      some();
    }
    custodians.asked();
    delays[2] = 900;
    long before = custodians.millis();
    assertThat(some().good()).containsOnlyKeys(0, 1, 3, 4);
    assertThat(custodians.asked()).containsExactly(0, 1, 2, 3, 4);
    assertThat(custodians.millis() - before).isEqualTo(5 + 5);
  }

  @Test
  void whoOftenTakesLongIsNotAskedWhereOthersAreNearer() {
    delays[0] = 80;
    some();
    custodians.asked();
    some();
    assertThat(custodians.asked()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void whoRecoversIsAskedAgainAfterAWhile() {
    delays[0] = NEVER;
    some();
    custodians.asked();
    delays[0] = 5;
    some();
    assertThat(custodians.asked()).doesNotContain(0);
    custodians.sleep(10_001);
    some();
    assertThat(custodians.asked()).contains(0);
  }

  /** 5 % is what hedging may cost; eight more, so that a first late answer needs no history. */
  @Property(tries = 100)
  void lateAnswersCostFewExtraRequestsAndLittleTime(@ForAll Random random) {
    Set<Integer> hanging = new HashSet<>();
    SimulatedCustodians slow = new SimulatedCustodians(
        CUSTODIANS, custodian -> hanging.contains(custodian) ? NEVER : 1 + random.nextInt(50));
    Requests noisy = slow.requests();
    for (int i = 0; i < 300; i++) {
      hanging.clear();
      for (int two = 0; two < 2 && random.nextInt(5) == 0; two++) {
        hanging.add(random.nextInt(CUSTODIANS));
      }
      long before = slow.millis();
      Answers<String> answers = noisy.ask(
          Inquiry.ofSome(slow.pace().nearest(all()), NEEDED),
          custodian -> Optional.of("content"),
          (custodian, text) -> new Good<>(text));
      assertThat(answers.good()).hasSize(NEEDED);
      // when no extra request is left, one that hangs is given up after a second, and two are one
      // after the other
      assertThat(slow.millis() - before).isLessThan(2_500);
    }
    assertThat(slow.pace().extra()).isLessThanOrEqualTo(8 + slow.pace().asked() / 20);
  }

  @Test
  void oneThatHangsIsWaitedForOnlyWhileNobodyElseCanAnswer() {
    delays[0] = NEVER;
    delays[1] = NEVER;
    assertThat(some().good()).containsOnlyKeys(2, 3, 4, 5);
    assertThat(custodians.millis()).isLessThanOrEqualTo(1_005);
    delays[2] = NEVER;
    Answers<String> tooFew = some();
    assertThat(tooFew.good()).containsOnlyKeys(3, 4, 5);
    assertThat(tooFew.missing()).containsExactly(0, 1, 2);
    assertThat(custodians.millis()).isBetween(30_000L, 32_000L);
  }

  @Test
  void aCopyIsAskedOfOneAndOfAllTheOthersWhenItHasNone() {
    assertThat(copy().any()).isPresent();
    assertThat(custodians.asked()).containsExactly(0);
    absent.add(0);
    assertThat(copy().good()).hasSize(1);
    assertThat(custodians.asked()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(custodians.millis()).isEqualTo(15);
  }

  @Test
  void thatNobodyHasACopyIsKnownSoonEvenIfOneHangs() {
    absent.addAll(all());
    delays[4] = NEVER;
    assertThat(copy().any()).isEmpty();
    assertThat(custodians.millis()).isLessThanOrEqualTo(1_015);
    long before = custodians.millis();
    assertThat(copy().any()).isEmpty();
    assertThat(custodians.millis() - before).isLessThanOrEqualTo(10);
  }

  @Test
  void aQuorumWaitsALittleForTheOthersAndThenNoMore() {
    delays[3] = 700;
    assertThat(quorum().good()).hasSize(CUSTODIANS);
    delays[3] = NEVER;
    long before = custodians.millis();
    assertThat(quorum().good()).hasSize(CUSTODIANS - 1);
    assertThat(custodians.millis() - before).isBetween(1_000L, 3_000L);
    before = custodians.millis();
    assertThat(quorum().good()).hasSize(CUSTODIANS - 1);
    assertThat(custodians.millis() - before).isLessThanOrEqualTo(5);
  }

  @Test
  void chunksAreTakenFromWhereTheyLieAndElseFromAnyFour() {
    assertThat(these().good()).containsOnlyKeys(2);
    lying.add(2);
    Answers<String> answers = these();
    assertThat(answers.good()).containsOnlyKeys(0, 1, 3, 4);
    assertThat(answers.altered()).containsExactly(2);
  }

  @Test
  void whoGaveSomethingIsAskedAgainEvenIfTheOthersWouldDo() {
    lying.add(4);
    Answers<String> answers = requests.ask(
        Inquiry.ofTheseToo(List.of(0, 1, 2, 3, 4), List.of(5), NEEDED), this::content, this::judge);
    assertThat(answers.altered()).containsExactly(4);
    assertThat(answers.good()).containsOnlyKeys(0, 1, 2, 3);
  }

  private Answers<String> some() {
    return requests.ask(
        Inquiry.ofSome(custodians.pace().nearest(all()), NEEDED), this::content, this::judge);
  }

  private Answers<String> these() {
    return requests.ask(
        Inquiry.ofThese(List.of(2), List.of(0, 1, 3, 4, 5), NEEDED), this::content, this::judge);
  }

  private Answers<String> copy() {
    return requests.ask(
        Inquiry.ofAny(custodians.pace().nearest(all())), this::content, this::judge);
  }

  private Answers<String> quorum() {
    return requests.ask(Inquiry.ofQuorum(all(), 5), this::content, this::judge);
  }

  private Optional<String> content(int custodian) {
    return absent.contains(custodian) ? Optional.empty() : Optional.of("content");
  }

  private Requests.Verdict<String> judge(int custodian, String content) {
    return lying.contains(custodian) ? new Altered<>() : new Good<>(content);
  }

  private static List<Integer> all() {
    return IntStream.range(0, CUSTODIANS).boxed().toList();
  }
}
