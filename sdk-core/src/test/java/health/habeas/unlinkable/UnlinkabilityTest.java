// SPDX-License-Identifier: Apache-2.0
package health.habeas.unlinkable;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerReceipt;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.Mixing;
import health.habeas.ledger.Outcome;
import health.habeas.unlinkable.Question.Seen;
import health.habeas.unlinkable.Week.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * The log's operator over a week: of two entries in a batch, it can't tell better than by tossing a coin which one belongs to
 * the patient of a third. {@code -Dhabeas.patients=1000} for the number that is claimed; fewer in every build.
 */
class UnlinkabilityTest {
  private static final int PATIENTS = Integer.getInteger("habeas.patients", 40);
  private static final int A_TURN = 24; // entries, on average
  private static final int SAMPLE = 500;
  private static final int FILLED_TO = 8;

  private final Random random = new Random(7);

  @Test
  void withinABatchTheObserverTossesACoin() {
    List<Event> week;
    try (Week lived = new Week(random)) {
      week = lived.of(PATIENTS);
    }
    List<List<Seen>> direct = new ArrayList<>();
    List<List<Seen>> mixed = new ArrayList<>();
    // As long as it takes for some entries to come: with more patients, less.
    double turn = Week.SECONDS * (double) A_TURN / week.size();
    record(week, turn, direct, mixed);
    List<Question> plain = questions(direct);
    List<Question> shuffled = questions(mixed);
    double nearDirect = score(plain, Question::nearness);
    double nearMixed = score(shuffled, Question::nearness);
    double learnedDirect = learned(plain);
    double learnedMixed = learned(shuffled);
    System.out.printf(
        Locale.ROOT,
        "observer: %d patients, %d entries, turns of %.0f s, %d questions; nearest %.3f as they came,"
            + " %.3f mixed; regression %.3f as they came, %.3f mixed; nearest across the log %.3f and"
            + " %.3f; chance 0.500%n",
        PATIENTS,
        week.size(),
        turn,
        shuffled.size(),
        nearDirect,
        nearMixed,
        learnedDirect,
        learnedMixed,
        score(acrossTheLog(direct), Question::nearness),
        score(acrossTheLog(mixed), Question::nearness));
    // The observer is no fool: without mixing it sees who belongs together.
    assertThat(nearDirect).isGreaterThan(0.6);
    assertThat(learnedDirect).isGreaterThan(0.6);
    assertThat(nearMixed).isBetween(0.5 - tolerance(shuffled), 0.5 + tolerance(shuffled));
    assertThat(learnedMixed).isBetween(0.5 - tolerance(shuffled), 0.5 + tolerance(shuffled));
  }

  /** Four and a half standard errors of half the questions, of which those about one batch depend on each other. */
  private static double tolerance(List<Question> questions) {
    return 4.5 * 0.5 / Math.sqrt(questions.size() / 4.0);
  }

  private List<Question> questions(List<List<Seen>> batches) {
    return batches.stream()
        .flatMap(batch -> Question.about(batch, batch, random).stream())
        .toList();
  }

  /** About the same patient's entries anywhere in the week: what turns do not hide. */
  private List<Question> acrossTheLog(List<List<Seen>> batches) {
    List<Seen> all = batches.stream().flatMap(List::stream).toList();
    List<Seen> asked = new ArrayList<>(all);
    Collections.shuffle(asked, random);
    return Question.about(asked.subList(0, Math.min(SAMPLE, asked.size())), all, random);
  }

  /** The same entries in the same turns: as they came, and mixed. */
  private static void record(
      List<Event> week, double turn, List<List<Seen>> direct, List<List<Seen>> mixed) {
    try (Ledger ledger =
        Mixing.every(Duration.ofMillis(4), FILLED_TO).over(Ledgers.open("memory:"))) {
      for (int from = 0, to = 0; from < week.size(); from = to) {
        long number = (long) (week.get(from).second() / turn);
        while (to < week.size() && (long) (week.get(to).second() / turn) == number) {
          to++;
        }
        List<Event> batch = week.subList(from, to);
        List<CompletableFuture<List<Outcome>>> answers = batch.stream()
            .map(event -> ledger.submit(List.of(event.entry())).toCompletableFuture())
            .toList();
        List<Seen> asTheyCame = new ArrayList<>();
        List<Seen> shuffled = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
          Event event = batch.get(i);
          LedgerReceipt receipt = answers.get(i).join().get(0).orThrow();
          asTheyCame.add(new Seen(event.patient(), from + i, event.entry()));
          shuffled.add(new Seen(event.patient(), (int) receipt.position(), event.entry()));
        }
        direct.add(asTheyCame);
        mixed.add(shuffled);
      }
    }
  }

  private double score(List<Question> questions, ToDoubleFunction<Question> sameRatherThanOther) {
    double right = 0;
    for (Question question : questions) {
      double answer = sameRatherThanOther.applyAsDouble(question);
      right += answer > 0 ? 1 : answer < 0 ? 0 : 0.5;
    }
    return right / questions.size();
  }

  /** Learns from half of the questions, with their answers, and is asked the others. */
  private double learned(List<Question> questions) {
    List<Question> shuffled = new ArrayList<>(questions);
    shuffled.sort(Comparator.comparingInt(question -> question.one().position()));
    int half = shuffled.size() / 2;
    double[] weights = new double[shuffled.get(0).features().length];
    for (int round = 0; round < 20; round++) {
      for (Question question : shuffled.subList(0, half)) {
        learn(weights, question.features(), 0.02 / (1 + round));
      }
    }
    return score(
        shuffled.subList(half, shuffled.size()), question -> dot(weights, question.features()));
  }

  // The right answer is always "the first": its features less those of the other must weigh more
  // than nothing.
  private static void learn(double[] weights, double[] features, double rate) {
    double wrong = 1 / (1 + Math.exp(dot(weights, features)));
    for (int i = 0; i < weights.length; i++) {
      weights[i] += rate * wrong * features[i];
    }
  }

  private static double dot(double[] weights, double[] features) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * features[i];
    }
    return sum;
  }
}
