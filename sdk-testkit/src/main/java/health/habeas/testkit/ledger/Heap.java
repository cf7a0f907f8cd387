// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How much of the heap is in use when everything unreachable is gone. */
final class Heap {
  private static final int MOST_ROUNDS = 30;
  private static final int SETTLED_ROUNDS = 3;
  private static final long STILL_BYTES = 64 << 10;
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Heap() {}

  /** Collects until it frees nothing more: what earlier tests left on threads that end goes late. */
  static long used() {
    long least = Long.MAX_VALUE;
    for (int round = 0, settled = 0; round < MOST_ROUNDS && settled < SETTLED_ROUNDS; round++) {
      long now = collected();
      settled = now > least - STILL_BYTES ? settled + 1 : 0;
      least = Math.min(least, now);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return least;
  }

  private static long collected() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
