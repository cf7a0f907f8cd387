// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Calls to one custodian, each waited for so long and no longer: for work that must ask this one and no other. While a call
 * hangs that was given up, no other is made, so that a thousand pieces don't wait a thousand times, and nothing that comes
 * late meets what was done since. Thread-safe.
 */
final class TimedCalls {
  private final Executor lane;
  private final Ticker ticker;
  private final AtomicBoolean isHung = new AtomicBoolean();

  /** @param lane runs the calls, one or more at a time */
  TimedCalls(Executor lane, Ticker ticker) {
    this.lane = lane;
    this.ticker = ticker;
  }

  /**
   * What the call gives or throws.
   *
   * @param patience none or less makes no call
   * @throws StorageException with HBS-4014 where it does not answer in time, or an earlier one still does not
   */
  <T> T ask(Supplier<T> call, Duration patience) {
    if (isHung.get() || patience.isNegative() || patience.isZero()) {
      throw unreachable(patience);
    }
    BlockingQueue<Answer<T>> answers = new LinkedBlockingQueue<>();
    AtomicBoolean ended = new AtomicBoolean();
    lane.execute(() -> {
      Answer<T> answer = answer(call);
      ended.set(true);
      isHung.set(false);
      answers.add(answer);
    });
    Optional<Answer<T>> answer = ticker.next(answers, patience.toNanos());
    if (answer.isEmpty()) {
      isHung.set(true);
      if (ended.get()) {
        isHung.set(false); // at the last moment
      }
      throw unreachable(patience);
    }
    return answer.get().result().get();
  }

  /** What came, to be given or thrown where it is waited for. */
  private record Answer<T>(Supplier<T> result) {}

  private static <T> Answer<T> answer(Supplier<T> call) {
    try {
      T value = call.get();
      return new Answer<>(() -> value);
    } catch (RuntimeException e) {
      return new Answer<>(() -> {
        throw e;
      });
    }
  }

  private static StorageException unreachable(Duration patience) {
    return new StorageException(
        ErrorCode.CUSTODIAN_UNREACHABLE,
        "the custodian did not answer within " + patience.toSeconds() + " seconds");
  }
}
