// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import health.habeas.shard.Custodian;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a custodian follow the ledger all the time, so that it has little to read when it must decide. It follows at each
 * decision anyhow. Thread-safe.
 */
final class Follower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final int MISSED_TURNS = 10;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Custodian custodian;
  private final Duration interval;
  private final ScheduledExecutorService turns =
      Executors.newSingleThreadScheduledExecutor(CustodianServer.daemon("habeas-follow"));
  private volatile long followed;
  private volatile long last = System.nanoTime();
  private volatile boolean failing;

  private Follower(Custodian custodian, Duration interval) {
    this.custodian = custodian;
    this.interval = interval;
  }

  static Follower start(Custodian custodian, Duration interval) {
    Follower follower = new Follower(custodian, interval);
    ScheduledFuture<?> unused = follower.turns.scheduleWithFixedDelay(
        follower::follow, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    return follower;
  }

  private void follow() {
    try {
      followed = custodian.followLedger();
      last = System.nanoTime();
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) { // once, not every half second
        LOG.warn("the ledger can't be followed: {}", e.getClass().getSimpleName());
      }
      failing = true;
    }
  }

  /** How many entries it has followed. */
  long followed() {
    return followed;
  }

  /** How long ago it succeeded. */
  long ageMillis() {
    return (System.nanoTime() - last) / NANOS_PER_MILLI;
  }

  /** Whether it has succeeded lately. */
  boolean isFresh() {
    return ageMillis() < interval.toMillis() * MISSED_TURNS;
  }

  @Override
  public void close() {
    turns.shutdownNow();
  }
}
