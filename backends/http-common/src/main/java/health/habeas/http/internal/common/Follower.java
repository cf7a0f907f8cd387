// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.common;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a log all the time, in a thread of its own: a custodian that must decide has little to read then, a mirror has what
 * it serves. Thread-safe.
 */
public final class Follower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final int MISSED_TURNS = 10;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final LongSupplier following;
  private final Duration interval;
  private final ScheduledExecutorService turns =
      Executors.newSingleThreadScheduledExecutor(Follower::daemon);
  private volatile long followed;
  private volatile long last = System.nanoTime();
  private volatile boolean failing;

  private Follower(LongSupplier following, Duration interval) {
    this.following = following;
    this.interval = interval;
  }

  /**
   * Begins at once.
   *
   * @param following goes on to the log's end, and says how many entries that were; what it throws is tried again
   * @param interval between two times
   */
  public static Follower start(LongSupplier following, Duration interval) {
    Follower follower = new Follower(following, interval);
    ScheduledFuture<?> unused = follower.turns.scheduleWithFixedDelay(
        follower::follow, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    return follower;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "habeas-follow");
    thread.setDaemon(true);
    return thread;
  }

  private void follow() {
    try {
      followed = following.getAsLong();
      last = System.nanoTime();
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) { // once, not every time
        LOG.warn("the log can't be followed: {}", e.getClass().getSimpleName());
      }
      failing = true;
    }
  }

  /** How many entries it has followed. */
  public long followed() {
    return followed;
  }

  /** How long ago it succeeded. */
  public long ageMillis() {
    return (System.nanoTime() - last) / NANOS_PER_MILLI;
  }

  /** Whether it has succeeded lately. */
  public boolean isFresh() {
    return ageMillis() < interval.toMillis() * MISSED_TURNS;
  }

  /** Stops, though not in the middle of a step that does not wait. */
  @Override
  public void close() {
    turns.shutdownNow();
  }
}
