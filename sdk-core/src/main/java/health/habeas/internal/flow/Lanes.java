// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Threads of its own for each custodian, so that one that hangs keeps nobody else waiting. Requests beyond what a lane holds
 * are rejected. Idle threads end. Thread-safe.
 */
final class Lanes implements AutoCloseable {
  private static final int IDLE_SECONDS = 5;

  private final List<ThreadPoolExecutor> lanes;

  private Lanes(int custodians, int threads, int waiting) {
    this.lanes = IntStream.range(0, custodians)
        .mapToObj(custodian -> lane(threads, waiting))
        .toList();
  }

  /** For requests in any order, two at a time. */
  static Lanes reading(int custodians) {
    return new Lanes(custodians, 2, 256);
  }

  /** For audits, a question at a time, so that one that hangs takes no thread that reads. */
  static Lanes auditing(int custodians) {
    return new Lanes(custodians, 1, 16);
  }

  /**
   * For changes, which reach each custodian in the order in which they were asked for. Whoever asks for more than a lane holds
   * waits for a place, unless the custodian hangs.
   */
  static Lanes writing(int custodians, IntPredicate isHung) {
    Lanes lanes = new Lanes(custodians, 1, 64);
    for (int custodian = 0; custodian < custodians; custodian++) {
      int index = custodian;
      lanes.lanes.get(index).setRejectedExecutionHandler((task, lane) -> {
        if (isHung.test(index) || !hasTaken(lane, task)) {
          throw new RejectedExecutionException("the lane is full");
        }
      });
    }
    return lanes;
  }

  private static boolean hasTaken(ThreadPoolExecutor lane, Runnable task) {
    try {
      return !lane.isShutdown()
          && lane.getQueue().offer(task, Pace.HUNG_NANOS, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static ThreadPoolExecutor lane(int threads, int waiting) {
    ThreadPoolExecutor lane = new ThreadPoolExecutor(
        threads,
        threads,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(waiting),
        task -> {
          Thread thread = new Thread(task, "habeas-custodian");
          thread.setDaemon(true);
          return thread;
        });
    lane.allowCoreThreadTimeOut(true);
    return lane;
  }

  Executor of(int custodian) {
    return lanes.get(custodian);
  }

  /** Lets what is under way come to its end, but not for longer than this; whether all of it did. */
  boolean finish(long atMostNanos) {
    lanes.forEach(ThreadPoolExecutor::shutdown);
    long end = System.nanoTime() + atMostNanos;
    boolean done = true;
    try {
      for (ThreadPoolExecutor lane : lanes) {
        done &= lane.awaitTermination(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      done = false;
    }
    return done;
  }

  /**
   * Drops what waits. What is under way ends by itself, or with the process: to interrupt it might close a file that a custodian
   * in this process shares with others.
   */
  @Override
  public void close() {
    for (ThreadPoolExecutor lane : lanes) {
      lane.getQueue().clear();
      lane.shutdown();
    }
  }
}
