// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.ledger.proof.InclusionProof;
import health.habeas.ledger.proof.MerkleTree;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.TileWriter;
import health.habeas.ledger.proof.TreeHash;
import health.habeas.ledger.proof.VerifierKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The tree of a log: leaves a second, into the tree and into tiles, and the proof of one of a million. The peer of the leaves
 * is SHA-256 alone, over as many of its 64-byte blocks as they need; that of the proofs is the signature of the head, which
 * stands beside each.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(2)
public class MerkleBenchmark {
  private static final int LEAVES = 1 << 16;
  private static final int MANY = 1_000_000;
  private static final int ENTRY_BYTES = 64;

  // Leaf and node hash 65 bytes each, which are two blocks each; there are as many nodes as leaves.
  private static final int HASHED_BYTES = 4 * 64;

  /** Entries to hash. */
  @State(Scope.Benchmark)
  @SuppressWarnings("NullAway.Init") // JMH calls the set-up first
  public static class Entries {
    private byte[][] entries;
    private byte[] blocks;
    private MessageDigest sha256;

    /** Draws them. */
    @Setup
    public void draw() throws NoSuchAlgorithmException {
      Random random = new Random(1);
      entries = new byte[LEAVES][ENTRY_BYTES];
      for (byte[] entry : entries) {
        random.nextBytes(entry);
      }
      blocks = new byte[1 << 16];
      random.nextBytes(blocks);
      sha256 = MessageDigest.getInstance("SHA-256");
    }
  }

  /** A log of a million entries. */
  @State(Scope.Benchmark)
  @SuppressWarnings("NullAway.Init") // JMH calls the set-up first
  public static class Log {
    private MerkleTree tree;
    private TreeHash root;
    private InclusionProof proof;
    private TreeHash leaf;
    private VerifierKey key;
    private String head;
    private health.habeas.ledger.proof.SignedNote signed;

    /** Grows it. */
    @Setup
    public void grow() {
      tree = new MerkleTree();
      for (int i = 0; i < MANY; i++) {
        tree.add(leaf(i));
      }
      root = tree.root(MANY);
      proof = tree.inclusion(MANY / 3, MANY);
      leaf = leaf(MANY / 3);
      SignerKey signer = SignerKey.generate("benchmark.invalid/log", new SecureRandom());
      key = signer.verifier();
      head = "benchmark.invalid/log\n" + MANY + "\n" + root.base64() + "\n";
      signed = signer.sign(head);
    }

    private static TreeHash leaf(int number) {
      return TreeHash.leaf(new byte[] {
        (byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number
      });
    }
  }

  /** Leaves into a tree. */
  @Benchmark
  @OperationsPerInvocation(LEAVES)
  public TreeHash append(Entries given) {
    MerkleTree tree = new MerkleTree();
    for (byte[] entry : given.entries) {
      tree.add(TreeHash.leaf(entry));
    }
    return tree.root(LEAVES);
  }

  /** Entries into tiles and bundles, without a disk. */
  @Benchmark
  @OperationsPerInvocation(LEAVES)
  public void tiles(Entries given, Blackhole sink) {
    TileWriter writer = TileWriter.first((path, bytes) -> sink.consume(bytes));
    for (byte[] entry : given.entries) {
      writer.add(entry);
    }
  }

  /** Peer of both: the blocks that the hashes of so many leaves consist of, and nothing else. */
  @Benchmark
  @OperationsPerInvocation(LEAVES)
  public byte[] blocksAlone(Entries given) {
    for (long done = 0; done < (long) LEAVES * HASHED_BYTES; done += given.blocks.length) {
      given.sha256.update(given.blocks);
    }
    return given.sha256.digest();
  }

  /** A proof that an entry is among a million. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public InclusionProof prove(Log log) {
    return log.tree.inclusion(ThreadLocalRandom.current().nextInt(MANY), MANY);
  }

  /** Its verification. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public boolean verify(Log log) {
    return log.proof.proves(log.leaf, log.root);
  }

  /** Peer of both: the signature of the head, verified. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public boolean signatureAlone(Log log) {
    return log.key.signed(log.signed);
  }
}
