// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** How time passes while somebody waits for answers: another one only in tests. Thread-safe. */
interface Ticker {
  /** The system's. */
  Ticker SYSTEM = new Ticker() {
    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public <T> Optional<T> next(BlockingQueue<T> queue, long atMostNanos) {
      try {
        return Optional.ofNullable(queue.poll(atMostNanos, TimeUnit.NANOSECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StorageException(
            ErrorCode.TOO_FEW_CUSTODIANS, "interrupted while waiting for custodians", e);
      }
    }
  };

  /** Goes only forward. */
  long nanos();

  /** What comes next, or empty when it does not come in time. */
  <T> Optional<T> next(BlockingQueue<T> queue, long atMostNanos);
}
