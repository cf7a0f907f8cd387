// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.fhir.FhirRecords;
import health.habeas.internal.crypto.CipherWarmUp;
import health.habeas.internal.crypto.SealBinding;
import health.habeas.internal.crypto.Sealing;
import health.habeas.internal.crypto.Secret;
import health.habeas.record.HealthRecord;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Sealing the resources of one Synthea bundle, one by one, compressed and as they are: what a record costs the processor,
 * where ADR 23 says what it saves. Beside it the deflate of the JDK without a dictionary.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class CompressionBenchmark {
  /** Records, taken in turn, and keys. */
  @State(Scope.Thread)
  public static class Records {
    private final List<byte[]> all = new ArrayList<>();
    private final Sealing sealing = new Sealing(new SecureRandom());
    private final SealBinding binding =
        new SealBinding(Secret.owning(new byte[32]), Secret.owning(new byte[32]), new byte[100]);
    private final Deflater deflater = new Deflater(6, true);
    private final byte[] out = new byte[1 << 20];
    private final ByteBuffer sealed = ByteBuffer.allocate(1 << 22);
    private int next;

    /** Cuts the bundle. */
    public Records() {
      CipherWarmUp.run();
      Path bundle = Path.of(System.getProperty("habeas.root", "."))
          .resolve("examples/data/synthea/seed-23/patient-1.json.gz");
      try (FhirRecords records = FhirRecords.parse(bundle)) {
        for (HealthRecord each : records) {
          all.add(each.content());
        }
      }
    }

    private byte[] next() {
      next = next + 1 < all.size() ? next + 1 : 0;
      return all.get(next);
    }
  }

  /** As a pack does it. */
  @Benchmark
  public ByteBuffer compressed(Records records) {
    records.sealing.sealSmallest(
        records.binding, records.next(), bytes -> records.sealed.clear().limit(bytes));
    return records.sealed;
  }

  /** Without compression. */
  @Benchmark
  public ByteBuffer stored(Records records) {
    records.sealing.seal(
        records.binding, records.next(), bytes -> records.sealed.clear().limit(bytes));
    return records.sealed;
  }

  /** Peer: what the JDK takes to deflate it, without a dictionary and without a seal. */
  @Benchmark
  public int deflateAlone(Records records) {
    records.deflater.setInput(records.next());
    records.deflater.finish();
    int size = records.deflater.deflate(records.out);
    records.deflater.reset();
    return size;
  }
}
