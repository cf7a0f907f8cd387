// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerReceipt;
import health.habeas.ledger.Ledgers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Receipts a second from a ledger with 1, 64 and 256 writers that each wait for theirs: of {@code memory:}, which is the
 * tree and the index alone, and of {@code file:}, which is durable. The peer of {@code file:} is the disk: nothing but the
 * bytes of 1, 64 or 256 entries, appended and forced together.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2) // one writer makes few calls
@Measurement(iterations = 4, time = 1)
@Fork(2)
public class LedgerBenchmark {
  private static final int SOME = 64;
  private static final int MANY = 256;
  private static final int LEAF_BYTES = 32;
  private static final int ENTRY_BYTES = EntryId.SIZE_BYTES + Short.BYTES + LEAF_BYTES;

  // A journal record of the file ledger: header, entries, seal.
  private static final int FRAME_BYTES = 32 + 32;

  /** An open ledger. */
  @State(Scope.Benchmark)
  @SuppressWarnings("NullAway.Init") // JMH calls the set-up first
  public static class Log {
    /** Where the ledger is kept. */
    @Param({"memory", "file"})
    public String ledger = "memory";

    private ScratchDirectory directory;
    private Ledger log;

    /** Opens it. */
    @Setup
    public void open() throws IOException {
      directory = new ScratchDirectory();
      log = Ledgers.open(
          ledger.equals("file") ? "file:" + directory.path().resolve("ledger") : "memory:");
    }

    /** Removes it. */
    @TearDown
    public void remove() throws IOException {
      log.close();
      directory.close();
    }
  }

  /** An open file. */
  @State(Scope.Benchmark)
  @SuppressWarnings("NullAway.Init") // JMH calls the set-up first
  public static class Disk {
    private ScratchDirectory directory;
    private FileChannel file;

    /** Opens it. */
    @Setup
    public void open() throws IOException {
      directory = new ScratchDirectory();
      file = FileChannel.open(
          directory.path().resolve("bytes"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Removes it. */
    @TearDown
    public void remove() throws IOException {
      file.close();
      directory.close();
    }

    private void force(int sizeBytes) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(sizeBytes);
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(false);
    }
  }

  /** Each receipt before the next append. */
  @Benchmark
  public LedgerReceipt oneWriter(Log log) {
    return append(log);
  }

  /** Many at a time, which may share a force. */
  @Benchmark
  @OperationsPerInvocation(SOME * Writers.EACH)
  public void sixtyFourWriters(Log log, Writers writers)
      throws InterruptedException, ExecutionException {
    writers.turn(SOME, () -> append(log));
  }

  /** As many as the aim of the design names. */
  @Benchmark
  @OperationsPerInvocation(MANY * Writers.EACH)
  public void manyWriters(Log log, Writers writers)
      throws InterruptedException, ExecutionException {
    writers.turn(MANY, () -> append(log));
  }

  /** Peer of one writer: the bytes of one entry, written and forced. */
  @Benchmark
  public void oneForced(Disk disk) throws IOException {
    disk.force(FRAME_BYTES + ENTRY_BYTES);
  }

  /** Peer of 64 writers: the bytes of 64 entries, written and forced together. */
  @Benchmark
  @OperationsPerInvocation(SOME)
  public void sixtyFourForced(Disk disk) throws IOException {
    disk.force(FRAME_BYTES + SOME * ENTRY_BYTES);
  }

  /** Peer of 256 writers: the bytes of 256 entries, written and forced together. */
  @Benchmark
  @OperationsPerInvocation(MANY)
  public void manyForced(Disk disk) throws IOException {
    disk.force(FRAME_BYTES + MANY * ENTRY_BYTES);
  }

  private static LedgerReceipt append(Log log) {
    return log.log.append(new Entry(EntryId.of(random()), random())).orThrow();
  }

  private static byte[] random() {
    byte[] bytes = new byte[LEAF_BYTES];
    ThreadLocalRandom.current().nextBytes(bytes);
    return bytes;
  }
}
