// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Stores one object while its maker makes the next: one at a time, in order, so that no more than one is in memory besides.
 * Nothing may be committed before {@link #finish}. Its thread begins with the first object. Not thread-safe: one per call.
 */
final class StoringBehind implements AutoCloseable {
  private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
    Thread storing = new Thread(task, "habeas-storing");
    storing.setDaemon(true);
    return storing;
  });
  private @Nullable Future<?> underWay;

  /** Waits until the object before is stored, and begins with this one. Raises what went wrong with the one before. */
  void begin(Runnable store) {
    finish();
    underWay = thread.submit(store);
  }

  /** Waits until all are stored. Raises what went wrong with the last one. */
  void finish() {
    Future<?> last = underWay;
    underWay = null;
    if (last != null) {
      await(last);
    }
  }

  // Interrupted, it passes that on and still waits: what is under way would be written after its
  // maker took back the rest.
  private void await(Future<?> last) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          last.get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
          thread.shutdownNow();
        }
      }
    } catch (ExecutionException e) {
      throw raised(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException raised(ExecutionException failure) {
    if (failure.getCause() instanceof Error error) {
      throw error;
    }
    return failure.getCause() instanceof RuntimeException known
        ? known
        : new IllegalStateException(failure);
  }

  /** Waits until nothing is under way, whatever comes of it. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      finish();
    } catch (RuntimeException e) {
      return; // of no interest to whoever gives up
    }
  }
}
