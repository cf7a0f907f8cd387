// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.ledger.proof.MapEntry;
import health.habeas.ledger.proof.MapProof;
import health.habeas.ledger.proof.MerkleMap;
import health.habeas.ledger.proof.TreeHash;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Revocations into a status map that has many, a thousand at a time, each thousand with its new root; beside it the SHA-256
 * of just the nodes that change. And proofs of absence from it.
 */
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms1500m", "-Xmx1500m"})
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class StatusMapBenchmark {
  private static final int BATCH = 1000;
  private static final int PAGE = 4096;

  /** A map of so many keys. */
  @State(Scope.Benchmark)
  public static class Filled {
    /** How many revocations there are before. */
    @Param("1000000")
    public int entries;

    private MerkleMap map;
    private long next;
    private TreeHash root;
    private TreeHash absent;
    private MapProof proof;

    /** Makes the map anew, so that it does not grow from iteration to iteration. */
    @Setup(Level.Iteration)
    public void fill() {
      map = filled(entries);
      next = entries;
      root = map.root();
      absent = key(-1);
      proof = map.prove(absent);
    }

    private List<MapEntry> batch() {
      List<MapEntry> batch = entries(next, next + BATCH);
      next += BATCH;
      return batch;
    }
  }

  /** How many inner nodes and leaves of the map a batch changes: the nodes on its keys' paths. */
  @State(Scope.Benchmark)
  public static class Changed {
    private final byte[] innerNode = new byte[65];
    private final byte[] leaf = new byte[41];
    private MessageDigest sha256;
    private int innerNodes;
    private int leaves;

    /** Counts. */
    @Setup(Level.Iteration) // after the map is filled
    public void count(Filled filled) throws GeneralSecurityException {
      sha256 = MessageDigest.getInstance("SHA-256");
      innerNodes = 0;
      leaves = 0;
      List<MapEntry> batch = filled.batch();
      filled.map.add(batch);
      ByteBuffer shown = ByteBuffer.wrap(
          filled.map.prove(batch.stream().map(MapEntry::key).toList()).bytes());
      while (shown.hasRemaining()) {
        int kind = shown.get();
        innerNodes += kind == 3 ? 1 : 0;
        leaves += kind == 2 ? 1 : 0;
        shown.position(shown.position() + (kind == 1 ? 32 : kind == 2 ? 40 : 0));
      }
    }
  }

  /** A thousand revocations and the new root. */
  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  @OperationsPerInvocation(BATCH)
  public TreeHash revocations(Filled filled) {
    filled.map.add(filled.batch());
    return filled.map.root();
  }

  /** The peer: the hashes of the nodes that a thousand change, and of nothing else. */
  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  @OperationsPerInvocation(BATCH)
  public byte hashesAlone(Changed changed) {
    byte last = 0;
    for (int i = 0; i < changed.innerNodes; i++) {
      last = changed.sha256.digest(changed.innerNode)[0];
    }
    for (int i = 0; i < changed.leaves; i++) {
      last ^= changed.sha256.digest(changed.leaf)[0];
    }
    return last;
  }

  /** The proof that a handle is not in the map. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public MapProof prove(Filled filled) {
    return filled.map.prove(filled.absent);
  }

  /** Verifying it from its bytes. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public OptionalLong verify(Filled filled) {
    return MapProof.parse(filled.proof.bytes()).find(filled.absent, filled.root);
  }

  /** The whole map from nothing, as after a restart. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @OutputTimeUnit(TimeUnit.SECONDS)
  public MerkleMap rebuilt(Filled filled) {
    return filled(filled.entries);
  }

  private static MerkleMap filled(int size) {
    MerkleMap map = new MerkleMap();
    for (int from = 0; from < size; from += PAGE) {
      map.add(entries(from, Math.min(size, from + PAGE)));
    }
    return map;
  }

  private static List<MapEntry> entries(long from, long to) {
    List<MapEntry> entries = new ArrayList<>();
    for (long i = from; i < to; i++) {
      entries.add(new MapEntry(key(i), i));
    }
    return entries;
  }

  private static TreeHash key(long number) {
    return TreeHash.leaf(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }
}
