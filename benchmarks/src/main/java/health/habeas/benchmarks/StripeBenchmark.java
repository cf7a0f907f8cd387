// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.internal.crypto.CipherWarmUp;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.erasure.PackWriter;
import health.habeas.internal.erasure.Striped;
import health.habeas.internal.erasure.Striping;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From records to shard files and roots, without custodians: seal, cut, code, hash. Records of a megabyte, a body each,
 * with one and two threads, in megabytes a second; and records of 900 bytes, a thousand in a body, in records a second.
 * {@code -Pnative} prints what OpenSSL and ISA-L make of the same work.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(5)
public class StripeBenchmark {
  // With frame, header and tags it fills a body of 1 MiB, which is padded in steps of 32 KiB, but
  // for one step.
  private static final int LARGE_BYTES = (1 << 20) - (32 << 10) - 9;
  private static final int SMALL_BYTES = 900;
  private static final int SMALL_RECORDS = 1_000;

  /** k + m. */
  @Param({"4+2", "10+4"})
  public String code = "4+2";

  private final SecureRandom random = new SecureRandom();
  private final Secret dek = Secret.random(random, 32);
  private final byte[] context = new byte[96];
  private final byte[] large = new byte[LARGE_BYTES];
  private final byte[] small = new byte[SMALL_BYTES];
  private @Nullable PackWriter pack;

  /** As a process is that opened a vault a while ago. */
  @Setup
  public void warmUp() {
    CipherWarmUp.run();
  }

  /** A large record, on one thread. */
  @Benchmark
  @Threads(1)
  public Striped oneThread(Volume volume) {
    volume.add(LARGE_BYTES);
    return striped(large, 1);
  }

  /** Large records, on two threads that share nothing. */
  @Benchmark
  @Threads(2)
  public Striped twoThreads(Volume volume) {
    volume.add(LARGE_BYTES);
    return striped(large, 1);
  }

  /** Small records. */
  @Benchmark
  @Threads(1)
  @OperationsPerInvocation(SMALL_RECORDS)
  public Striped small() {
    return striped(small, SMALL_RECORDS);
  }

  private Striped striped(byte[] record, int count) {
    try (Secret shareKey = Secret.random(random, 32)) {
      // As a put has it: its packs are built in one memory.
      pack = pack == null ? new PackWriter(shareKey, random) : pack.next(shareKey);
      for (int i = 0; i < count; i++) {
        pack.add(dek, context, record);
      }
      byte[] objectId = new byte[32];
      random.nextBytes(objectId);
      return striping().stripe(objectId, pack.body(), shareKey);
    }
  }

  private Striping striping() {
    int plus = code.indexOf('+');
    int data = Integer.parseInt(code.substring(0, plus));
    return new Striping(data, Integer.parseInt(code.substring(plus + 1)), random);
  }
}
