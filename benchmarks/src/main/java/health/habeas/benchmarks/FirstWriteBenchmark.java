// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.PutReport;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.StripeLayout;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an integrator meets first: how long a process that just started takes to write a quarter of a gigabyte into a vault
 * over custodians and a ledger in memory, the cipher and the coder not yet compiled. Once in each JVM.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(
    value = 7,
    jvmArgsAppend = {"-Xms3g", "-Xmx3g", "-XX:+AlwaysPreTouch"})
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class FirstWriteBenchmark {
  private static final int RECORD_BYTES = 1_000_000;

  /** How much. */
  @Param("256")
  public int megabytes;

  private MemoryVault memory;
  private List<HealthRecord> records;

  /** Makes the records, and opens the vault. */
  @Setup
  public void open() {
    Random random = new Random(3);
    records = IntStream.range(0, megabytes).mapToObj(i -> image(i, random)).toList();
    memory = new MemoryVault(StripeLayout.of(4, 6));
  }

  /** Writes them. */
  @Benchmark
  public PutReport put() {
    return memory.vault().put(records);
  }

  /** Closes the vault. */
  @TearDown
  public void close() {
    memory.close();
  }

  private static HealthRecord image(int number, Random random) {
    byte[] content = new byte[RECORD_BYTES];
    random.nextBytes(content);
    return new HealthRecord(
        new RecordId("Media/" + number),
        "Media",
        LocalDate.of(2024, 1, 1),
        Set.of(Category.LABORATORY),
        Set.of(Label.NORMAL),
        content);
  }
}
