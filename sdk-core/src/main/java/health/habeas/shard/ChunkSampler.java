// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws chunks of many shards, each with the same probability however large its shard is, and with replacement: so what one
 * draw found says nothing of where the next one falls. Not thread-safe: one per audit.
 */
final class ChunkSampler<T> {
  private final List<T> shards = new ArrayList<>();
  private long[] ends = new long[16];
  private long total;

  /** One chunk of one shard. */
  record Drawn<T>(T from, int position) {}

  /** Adds a shard with so many chunks. */
  void add(T shard, int chunks) {
    if (chunks > 0) {
      if (shards.size() == ends.length) {
        ends = Arrays.copyOf(ends, 2 * ends.length);
      }
      total += chunks;
      ends[shards.size()] = total;
      shards.add(shard);
    }
  }

  boolean isEmpty() {
    return total == 0;
  }

  Drawn<T> draw(RandomGenerator random) {
    long chunk = random.nextLong(total);
    int found = Arrays.binarySearch(ends, 0, shards.size(), chunk);
    // ends[i] is the first chunk behind shard i
    int shard = found >= 0 ? found + 1 : -found - 1;
    long start = shard == 0 ? 0 : ends[shard - 1];
    return new Drawn<>(shards.get(shard), (int) (chunk - start));
  }
}
