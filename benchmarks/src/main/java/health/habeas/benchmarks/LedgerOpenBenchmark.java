// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * Opening a {@code file:} ledger of a million entries that were appended 256 at a time: every record read, every seal checked,
 * every id indexed, the tree hashed and held against the head. The peer reads the same file and hashes it once.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(value = 2, jvmArgsAppend = "-Xmx512m")
public class LedgerOpenBenchmark {
  private static final int BATCH = 256;
  private static final int LEAF_BYTES = 32;

  /** A closed ledger. */
  @State(Scope.Benchmark)
  @SuppressWarnings("NullAway.Init") // JMH calls the set-up first
  public static class Closed {
    /** How many entries it has. */
    @Param("1000000")
    public int entries;

    private ScratchDirectory directory;
    private Path ledger;

    /** Fills it. */
    @Setup
    public void fill() throws IOException {
      directory = new ScratchDirectory();
      ledger = directory.path().resolve("ledger");
      try (Ledger log = Ledgers.open("file:" + ledger)) {
        for (int from = 0; from < entries; from += BATCH) {
          log.append(batch(from, Math.min(entries, from + BATCH)))
              .forEach(outcome -> outcome.orThrow());
        }
      }
    }

    private static List<Entry> batch(int from, int to) {
      List<Entry> batch = new ArrayList<>();
      for (int i = from; i < to; i++) {
        byte[] id = ByteBuffer.allocate(EntryId.SIZE_BYTES).putInt(i).array();
        batch.add(new Entry(EntryId.of(id), new byte[LEAF_BYTES]));
      }
      return batch;
    }

    /** Removes it. */
    @TearDown
    public void remove() throws IOException {
      directory.close();
    }
  }

  /** What it takes. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Takes {
    /** The directory, in bytes; a sum over all openings. */
    public long bytesOnDisk;

    /** What is in use after opening, in bytes, when the collector has run; a sum, too. */
    public long bytesOfHeap;
  }

  /** Opening. */
  @Benchmark
  public long open(Closed closed, Takes takes) throws IOException {
    try (Ledger log = Ledgers.open("file:" + closed.ledger)) {
      return log.head().claimed().size();
    } finally {
      takes.bytesOnDisk += sizeOf(closed.ledger);
    }
  }

  /** The heap of an open ledger; its time means nothing. */
  @Benchmark
  public long heap(Closed closed, Takes takes) {
    Runtime runtime = Runtime.getRuntime();
    runtime.gc();
    long before = runtime.totalMemory() - runtime.freeMemory();
    try (Ledger log = Ledgers.open("file:" + closed.ledger)) {
      runtime.gc();
      takes.bytesOfHeap += runtime.totalMemory() - runtime.freeMemory() - before;
      return log.head().claimed().size();
    }
  }

  /** Peer: the journal read and hashed, and nothing else. */
  @Benchmark
  public byte[] readAndHashAlone(Closed closed) throws IOException, NoSuchAlgorithmException {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    byte[] block = new byte[1 << 18];
    try (InputStream journal = Files.newInputStream(closed.ledger.resolve("journal"))) {
      for (int count = journal.read(block); count > 0; count = journal.read(block)) {
        sha256.update(block, 0, count);
      }
    }
    return sha256.digest();
  }

  private static long sizeOf(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      long bytes = 0;
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }
}
