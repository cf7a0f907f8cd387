// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntFunction;

/**
 * Asks custodians side by side. Another one is asked for each that fails, and, within 5 % of all requests, for one that is
 * later than 95 of 100 of its answers were (hedging). Who has not answered for a second is waited for only while nobody else can be
 * asked, and for thirty seconds at most. Thread-safe.
 */
final class Requests {
  private static final long PATIENCE_NANOS = 30 * Pace.HUNG_NANOS;
  private static final int GRACE = 4;

  private final IntFunction<Executor> lanes;
  private final Pace pace;
  private final Ticker ticker;

  Requests(IntFunction<Executor> lanes, Pace pace, Ticker ticker) {
    this.lanes = lanes;
    this.pace = pace;
    this.ticker = ticker;
  }

  /** Over these lanes, in the system's time. */
  static Requests of(Lanes lanes, int custodians) {
    return new Requests(lanes::of, new Pace(custodians, Ticker.SYSTEM::nanos), Ticker.SYSTEM);
  }

  /** How soon each custodian answers. */
  Pace pace() {
    return pace;
  }

  /**
   * What one custodian's answer is worth.
   *
   * @param <T> what it brings
   */
  sealed interface Verdict<T> {}

  /**
   * What was hoped for.
   *
   * @param value what it brings
   */
  record Good<T>(T value) implements Verdict<T> {}

  /** Nothing that helps, and no lie. */
  record Useless<T>() implements Verdict<T> {}

  /** Proven to be altered. */
  record Altered<T>() implements Verdict<T> {}

  /** Judges answers, on the thread of whoever waits for them. */
  @FunctionalInterface
  interface Judge<R, T> {
    /** What an answer of this custodian is worth. */
    Verdict<T> of(int custodian, R answer);
  }

  /**
   * What came.
   *
   * @param good by custodian
   * @param missing who gave nothing, failed, or was waited for in vain
   * @param altered whose answer is proven to be altered
   */
  record Answers<T>(
      SortedMap<Integer, T> good, SortedSet<Integer> missing, SortedSet<Integer> altered) {
    /** The only good one, or any of them. */
    Optional<T> any() {
      return good.values().stream().findFirst();
    }
  }

  /** Begins to ask; {@link Round#await} brings the answers. {@code ask} runs on the custodian's lane, and may throw. */
  <R, T> Round<R, T> begin(Inquiry inquiry, IntFunction<Optional<R>> ask, Judge<R, T> judge) {
    Round<R, T> round = new Round<>(inquiry, ask, judge);
    inquiry.first().forEach(round::ask);
    return round;
  }

  /** Asks and waits. */
  <R, T> Answers<T> ask(Inquiry inquiry, IntFunction<Optional<R>> ask, Judge<R, T> judge) {
    return begin(inquiry, ask, judge).await();
  }

  private record Answer<R>(int custodian, Optional<R> value) {}

  /** One inquiry under way. Not thread-safe: for one thread. */
  final class Round<R, T> {
    private final Inquiry inquiry;
    private final IntFunction<Optional<R>> question;
    private final Judge<R, T> judge;
    private final BlockingQueue<Answer<R>> queue = new LinkedBlockingQueue<>();
    private final Deque<Integer> rest;
    private final Map<Integer, Long> waiting = new HashMap<>();
    private final Set<Integer> late = new HashSet<>();
    private final Set<Integer> hung = new HashSet<>();
    private final Answers<T> answers =
        new Answers<>(new TreeMap<>(), new TreeSet<>(), new TreeSet<>());
    private final long begun = ticker.nanos();
    private long graceEnds = Long.MAX_VALUE;

    private Round(Inquiry inquiry, IntFunction<Optional<R>> question, Judge<R, T> judge) {
      this.inquiry = inquiry;
      this.question = question;
      this.judge = judge;
      this.rest = new ArrayDeque<>(inquiry.rest());
    }

    /** The answers, when they are enough or no more will come. */
    Answers<T> await() {
      while (!isOver()) {
        Optional<Answer<R>> next = ticker.next(queue, Math.max(0, nextLook() - ticker.nanos()));
        next.ifPresentOrElse(this::take, this::look);
      }
      long now = ticker.nanos();
      waiting.forEach((custodian, since) -> leave(custodian, now - since));
      return answers;
    }

    /** Nobody needs what is still to come; whoever overran its time is known for it. */
    private void leave(int custodian, long age) {
      if (age >= hungAfter(custodian) || hung.contains(custodian)) {
        pace.hangs(custodian);
        answers.missing().add(custodian);
      } else {
        pace.unanswered(custodian, age);
      }
    }

    private void ask(int custodian) {
      long since = ticker.nanos();
      waiting.put(custodian, since);
      pace.asks();
      try {
        lanes.apply(custodian).execute(() -> queue.add(answer(custodian, since)));
      } catch (RejectedExecutionException e) {
        pace.failed(custodian);
        queue.add(new Answer<>(custodian, Optional.empty()));
      }
    }

    private Answer<R> answer(int custodian, long since) {
      try {
        Optional<R> value = question.apply(custodian);
        if (inquiry.isChoice()) {
          pace.answered(custodian, ticker.nanos() - since);
        } else {
          pace.answered(custodian);
        }
        return new Answer<>(custodian, value);
      } catch (RuntimeException e) {
        // Whatever one custodian does, the others are asked: it counts as silent.
        pace.failed(custodian);
        return new Answer<>(custodian, Optional.empty());
      }
    }

    private void take(Answer<R> answer) {
      if (waiting.remove(answer.custodian()) == null) {
        return; // it was given up meanwhile
      }
      Verdict<T> verdict =
          answer.value().map(value -> judge.of(answer.custodian(), value)).orElseGet(Useless::new);
      if (verdict instanceof Good<T> good) {
        answers.good().put(answer.custodian(), good.value());
      } else {
        boolean lies = verdict instanceof Altered<T>;
        (lies ? answers.altered() : answers.missing()).add(answer.custodian());
        askMore(inquiry.afterMiss());
      }
      noteGrace();
    }

    private void noteGrace() {
      int good = answers.good().size();
      int all = good + answers.missing().size() + answers.altered().size();
      if (graceEnds == Long.MAX_VALUE && inquiry.isEnough().test(new Inquiry.Tally(good, all))) {
        long now = ticker.nanos();
        graceEnds = now + Math.max(Pace.HUNG_NANOS, GRACE * (now - begun));
      }
    }

    /** Some time has passed without an answer. */
    private void look() {
      long now = ticker.nanos();
      for (Map.Entry<Integer, Long> each : Map.copyOf(waiting).entrySet()) {
        int custodian = each.getKey();
        long age = now - each.getValue();
        if (age >= PATIENCE_NANOS) {
          waiting.remove(custodian);
          answers.missing().add(custodian);
          noteGrace();
        } else if (age >= hungAfter(custodian) && hung.add(custodian)) {
          pace.hangs(custodian);
          askMore(inquiry.afterMiss());
        } else if (age >= pace.lateAfter(custodian) && late.add(custodian)) {
          hedge();
        }
      }
    }

    private void hedge() {
      int more = Math.min(rest.size(), inquiry.whenLate() - hopes());
      if (more > 0 && pace.mayAsk(more)) {
        askMore(inquiry.whenLate());
      }
    }

    private void askMore(int wanted) {
      while (hopes() < wanted && !rest.isEmpty()) {
        ask(rest.remove());
      }
    }

    /** Good answers, and those that may still come in time. */
    private int hopes() {
      long slow = waiting.keySet().stream()
          .filter(custodian -> late.contains(custodian) || hung.contains(custodian))
          .count();
      return answers.good().size() + waiting.size() - (int) slow;
    }

    private boolean isOver() {
      return inquiry.isDone().test(answers.good().keySet())
          || waiting.isEmpty()
          || (graceEnds != Long.MAX_VALUE && isGraceOver());
    }

    /** Who hung a moment ago is not waited for again. */
    private boolean isGraceOver() {
      return ticker.nanos() >= graceEnds || waiting.keySet().stream().allMatch(pace::isHung);
    }

    private long hungAfter(int custodian) {
      return Math.max(Pace.HUNG_NANOS, GRACE * pace.lateAfter(custodian));
    }

    /** When there may be something to do even without an answer. */
    private long nextLook() {
      long next = graceEnds;
      for (Map.Entry<Integer, Long> each : waiting.entrySet()) {
        int custodian = each.getKey();
        long since = each.getValue();
        next = Math.min(next, since + PATIENCE_NANOS);
        if (!hung.contains(custodian)) {
          next = Math.min(next, since + hungAfter(custodian));
        }
        if (!late.contains(custodian)) {
          next = Math.min(next, since + pace.lateAfter(custodian));
        }
      }
      return next;
    }
  }
}
