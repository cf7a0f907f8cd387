// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.internal.erasure.Decoder;
import health.habeas.internal.erasure.ReedSolomon;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.io.erasurecode.ErasureCoderOptions;
import org.apache.hadoop.io.erasurecode.rawcoder.RSRawEncoder;
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

/**
 * Gigabytes of data a second through the erasure code, in shards of 64 KiB that stay in the cache: encoding, one lost
 * shard, as many as may be lost; beside the tables of other Java libraries. {@code -Pnative} prints ISA-L's figures, too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(5) // some JVMs compile the loops less well than others
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class CoderBenchmark {
  private static final int SHARD_BYTES = 64 << 10;

  /** k + m. */
  @Param({"4+2", "10+4"})
  public String code;

  private int data;
  private ReedSolomon coder;
  private Decoder one;
  private Decoder worst;
  private byte[][] rows;
  private byte[][] rowsOfOne;
  private byte[][] rowsOfWorst;
  private byte[][] inputs;
  private byte[][] outputs;
  private TablePeer tables;
  private RSRawEncoder hadoop;

  /** Fills the shards. */
  @Setup
  public void fill() {
    data = Integer.parseInt(code.substring(0, code.indexOf('+')));
    int parity = Integer.parseInt(code.substring(code.indexOf('+') + 1));
    coder = ReedSolomon.of(data, parity);
    rows = randomRows(data + parity);
    one = coder.decoder(present(1));
    worst = coder.decoder(present(parity));
    rowsOfOne = randomRows(one.rowCount());
    rowsOfWorst = randomRows(worst.rowCount());
    inputs = Arrays.copyOf(rows, data);
    outputs = Arrays.copyOfRange(rows, data, data + parity);
    tables = new TablePeer(data, parity);
    hadoop = new RSRawEncoder(new ErasureCoderOptions(data, parity));
  }

  /** The parity of k data shards. */
  @Benchmark
  public void encode(Gigabytes volume) {
    coder.encode(rows, 0, SHARD_BYTES);
    volume.add((long) data * SHARD_BYTES);
  }

  /** The first data shard back. */
  @Benchmark
  public void oneLost(Gigabytes volume) {
    one.decode(rowsOfOne, 0, SHARD_BYTES);
    volume.add((long) data * SHARD_BYTES);
  }

  /** The first m data shards back. */
  @Benchmark
  public void worstLoss(Gigabytes volume) {
    worst.decode(rowsOfWorst, 0, SHARD_BYTES);
    volume.add((long) data * SHARD_BYTES);
  }

  /** Peer of {@code encode}: tables of products. */
  @Benchmark
  public void tables(Gigabytes volume) {
    tables.multiply(inputs, outputs);
    volume.add((long) data * SHARD_BYTES);
  }

  /** Peer of {@code encode}: Hadoop's coder in Java. */
  @Benchmark
  public void hadoop(Gigabytes volume) throws Exception {
    hadoop.encode(inputs, outputs);
    volume.add((long) data * SHARD_BYTES);
  }

  private Set<Integer> present(int lost) {
    return IntStream.range(lost, lost + data).boxed().collect(Collectors.toSet());
  }

  private static byte[][] randomRows(int count) {
    byte[][] rows = new byte[count][SHARD_BYTES];
    Random random = new Random(2);
    Arrays.stream(rows).forEach(random::nextBytes);
    return rows;
  }
}
