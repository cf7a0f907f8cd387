// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Threads that each do so many calls a turn, one after the other. Not JMH's own: where those are more than the processors,
 * they do not all run for the time that it counts for them, and the sum is many times what was done.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class Writers {
  /** Calls of each writer in a turn. */
  static final int EACH = 64;

  private ExecutorService threads;

  /** Before the first turn. */
  @Setup
  public void start() {
    threads = Executors.newCachedThreadPool();
  }

  /** Stops them. */
  @TearDown
  public void stop() {
    threads.shutdownNow();
  }

  /** One turn. */
  void turn(int writers, Runnable call) throws InterruptedException, ExecutionException {
    Callable<Boolean> calls = () -> {
      for (int i = 0; i < EACH; i++) {
        call.run();
      }
      return true;
    };
    for (Future<Boolean> each : threads.invokeAll(Collections.nCopies(writers, calls))) {
      each.get();
    }
  }
}
