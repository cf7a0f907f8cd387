// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.IntToLongFunction;

/** Custodians that answer after as long as a test says, in a time that passes only while somebody waits. */
final class SimulatedCustodians implements Ticker {
  static final long NEVER = Long.MAX_VALUE;
  static final long MILLISECOND = 1_000_000;

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private final List<Integer> asked = new ArrayList<>();
  private final Pace pace;
  private final IntToLongFunction delay;
  private long now;
  private long number;

  private record Event(long at, long number, Runnable task) {}

  /**
   * @param custodians how many
   * @param delay how many milliseconds the next answer of a custodian takes
   */
  SimulatedCustodians(int custodians, IntToLongFunction delay) {
    this.delay = delay;
    this.pace = new Pace(custodians, this::nanos);
  }

  Requests requests() {
    return new Requests(
        custodian -> task -> {
          asked.add(custodian);
          long millis = delay.applyAsLong(custodian);
          if (millis != NEVER) {
            events.add(new Event(now + millis * MILLISECOND, number++, task));
          }
        },
        pace,
        this);
  }

  Pace pace() {
    return pace;
  }

  /** Who was asked since this was called last. */
  List<Integer> asked() {
    List<Integer> since = List.copyOf(asked);
    asked.clear();
    return since;
  }

  long millis() {
    return now / MILLISECOND;
  }

  void sleep(long millis) {
    runUntil(now + millis * MILLISECOND);
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public <T> Optional<T> next(BlockingQueue<T> queue, long atMostNanos) {
    long end = now + atMostNanos;
    while (queue.isEmpty() && !events.isEmpty() && events.element().at() <= end) {
      runNext();
    }
    if (queue.isEmpty()) {
      now = Math.max(now, end);
    }
    return Optional.ofNullable(queue.poll());
  }

  private void runUntil(long end) {
    while (!events.isEmpty() && events.element().at() <= end) {
      runNext();
    }
    now = Math.max(now, end);
  }

  private void runNext() {
    Event event = events.remove();
    now = Math.max(now, event.at());
    event.task().run();
  }
}
