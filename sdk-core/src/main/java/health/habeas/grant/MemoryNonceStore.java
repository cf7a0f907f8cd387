// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;

/** Uses in memory, forgotten when they are over. Thread-safe. */
final class MemoryNonceStore implements NonceStore {
  private record Use(String name, Instant until) {}

  private final int capacity;
  private final Set<String> names = new HashSet<>();
  private final PriorityQueue<Use> byEnd = new PriorityQueue<>(Comparator.comparing(Use::until));
  private Instant latest = Instant.MIN;

  MemoryNonceStore(int capacity) {
    this.capacity = capacity;
  }

  @Override
  public synchronized boolean isFirst(String use, Instant until, Instant now) {
    forgetBefore(now);
    // a clock that leapt ahead and came back: what was forgotten meanwhile can't be told from a
    // first use
    if (until.isBefore(latest) || names.contains(use)) {
      return false;
    }
    if (names.size() >= capacity) {
      throw new IllegalStateException("more proofs at once than this verifier remembers");
    }
    names.add(use);
    byEnd.add(new Use(use, until));
    return true;
  }

  private void forgetBefore(Instant now) {
    latest = now.isAfter(latest) ? now : latest;
    for (Use next = byEnd.peek();
        next != null && next.until().isBefore(latest);
        next = byEnd.peek()) {
      byEnd.remove();
      names.remove(next.name());
    }
  }
}
