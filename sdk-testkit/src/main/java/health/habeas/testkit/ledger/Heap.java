// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** How much of the heap is in use when everything unreachable is gone. */
final class Heap {
  private static final int ROUNDS = 3; // one leaves what only just became unreachable

  private Heap() {}

  static long used() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    for (int i = 0; i < ROUNDS; i++) {
      memory.gc();
    }
    return memory.getHeapMemoryUsage().getUsed();
  }
}
