// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.grant.LedgerRevocations;
import health.habeas.grant.RevocationView;
import health.habeas.grant.StatusHandle;
import health.habeas.ledger.Entry;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Whether a handle is revoked, in a view of a whole log; beside it the map that the view was before. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class RevocationBenchmark {
  private static final int BATCH = 500;
  private static final int ASKED = 1 << 14;

  /** How many revocations the log has. */
  @Param("1000000")
  public int entries;

  private final Map<StatusHandle, Long> map = new ConcurrentHashMap<>();
  private final List<StatusHandle> asked = new ArrayList<>();
  private RevocationView view;
  private int next;

  /** Fills a log, and follows it. */
  @Setup
  public void follow() {
    try (Ledger ledger = Ledgers.open("memory:")) {
      for (int from = 0; from < entries; from += BATCH) {
        List<Entry> batch = new ArrayList<>();
        for (int i = from; i < Math.min(entries, from + BATCH); i++) {
          batch.add(LedgerRevocations.entry(bytes(-i)));
          map.put(StatusHandle.ofPreimage(bytes(-i)), (long) i);
        }
        ledger.append(batch);
      }
      view = LedgerRevocations.of(ledger).follow(Instant.EPOCH);
    }
    for (int i = 0; i < ASKED; i++) {
      // Every other one is revoked.
      long leaf = i % 2 == 0 ? -(i * 59_999L % entries) : entries + i;
      asked.add(StatusHandle.ofPreimage(bytes(leaf)));
    }
  }

  /** What a custodian asks for each link of a chain. */
  @Benchmark
  public OptionalLong view() {
    return view.revokedSince(one());
  }

  /** The peer: a map of objects. */
  @Benchmark
  public @Nullable Long map() {
    return map.get(one());
  }

  private StatusHandle one() {
    next = (next + 1) & (ASKED - 1);
    return asked.get(next);
  }

  private static byte[] bytes(long number) {
    return ByteBuffer.allocate(32).putLong(24, number).array();
  }
}
