// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what is read from several stores. Thread-safe. */
final class Traffic {
  private static final int CHUNK_BYTES = 16_384;

  private final AtomicLong chunks = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong kept = new AtomicLong();

  /**
   * What was read.
   *
   * @param chunks of shards, by their 16 KiB
   * @param bytes of everything
   * @param kept how much there is to be read
   */
  record Count(long chunks, long bytes, long kept) {}

  void stored(int length) {
    kept.addAndGet(length);
  }

  void read(String name, int length) {
    bytes.addAndGet(length);
    // A share of a share key has 32 bytes, and is none.
    if (name.contains("/shard/") && length > 32) {
      chunks.addAndGet((length + CHUNK_BYTES - 1) / CHUNK_BYTES);
    }
  }

  void begin() {
    chunks.set(0);
    bytes.set(0);
  }

  Count end() {
    return new Count(chunks.get(), bytes.get(), kept.get());
  }
}
