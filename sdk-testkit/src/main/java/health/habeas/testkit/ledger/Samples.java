// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerReceipt;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Numbered entries, and ways to use them. */
final class Samples {
  /** What all random choices of a run follow; the table prints it. */
  private static final long SEED = Long.getLong("habeas.kit.seed", System.nanoTime());

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Samples() {}

  static long seed() {
    return SEED;
  }

  /** Waits until something holds that others bring about. */
  static void awaitUntil(BooleanSupplier holds) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as("what is waited for did not happen").isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }

  /** Appends until it is known to be recorded, as a client does that was told to try again. */
  static LedgerReceipt insist(Ledger ledger, Entry entry) {
    awaitUntil(() -> ledger.append(entry).recorded().isPresent());
    return ledger.append(entry).orThrow();
  }

  static Entry entry(int number) {
    return entry(number, ByteBuffer.allocate(32).putInt(~number).array());
  }

  static Entry entry(int number, byte[] leaf) {
    byte[] id = ByteBuffer.allocate(EntryId.SIZE_BYTES).putInt(number).array();
    return new Entry(EntryId.of(id), leaf);
  }

  static List<Entry> entries(int from, int to) {
    return IntStream.range(from, to).mapToObj(Samples::entry).toList();
  }

  static LedgerErrorCode rejection(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    return ((Outcome.Rejected) outcome).error().code();
  }

  static List<StoredEntry> all(Ledger ledger) {
    List<StoredEntry> all = new ArrayList<>();
    List<StoredEntry> page;
    do {
      page = ledger.read(all.size(), 1000);
      all.addAll(page);
    } while (!page.isEmpty());
    return all;
  }

  /** Work for {@link #atOnce}. */
  @FunctionalInterface
  interface Numbered<T> {
    T run(int number) throws Exception;
  }

  static <T> List<T> atOnce(int threads, Numbered<T> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        running.add(pool.submit(() -> work.run(number)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(one.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
