// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import health.habeas.RecordContent;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordHeader;
import health.habeas.record.RecordId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A large record in MiB a second, over three custodians and a ledger in memory: put, read from end to end, and a byte at a
 * random place. Beside it Tink's streaming AEAD, which encrypts and decrypts the same bytes and does nothing else.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class LargeRecordBenchmark {
  private static final int MIB = 32;
  private static final RecordHeader HEADER = new RecordHeader(
      new RecordId("ImagingStudy/1"),
      "ImagingStudy",
      LocalDate.of(2026, 3, 3),
      Set.of(Category.IMAGING),
      Set.of(Label.NORMAL));

  /** What is stored. */
  @State(Scope.Benchmark)
  public static class Content {
    private final byte[] bytes = new byte[MIB << 20];

    /** Random bytes. */
    public Content() {
      new Random(1).nextBytes(bytes);
    }
  }

  /** A vault without records. */
  @State(Scope.Benchmark)
  public static class Empty {
    private MemoryVault memory;

    /** Begins. */
    @Setup(Level.Invocation)
    public void open() {
      memory = new MemoryVault();
    }

    /** Ends. */
    @TearDown(Level.Invocation)
    public void close() {
      memory.close();
    }
  }

  /** A vault with the record, opened. */
  @State(Scope.Benchmark)
  public static class Filled {
    private final MemoryVault memory = new MemoryVault();
    private final Random random = new Random(2);
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private RecordContent opened;

    /** Puts the record. */
    @Setup
    public void put(Content content) throws IOException {
      memory.vault().put(HEADER, new ByteArrayInputStream(content.bytes));
      opened = memory.vault().open(HEADER.id()).content().orElseThrow();
    }

    /** Ends. */
    @TearDown
    public void close() {
      memory.close();
    }
  }

  /** From the stream to a committed record. */
  @Benchmark
  @OperationsPerInvocation(MIB)
  public int put(Empty empty, Content content) throws IOException {
    return empty
        .memory
        .vault()
        .put(HEADER, new ByteArrayInputStream(content.bytes))
        .added();
  }

  /** All of it, verified. */
  @Benchmark
  @OperationsPerInvocation(MIB)
  public long read(Filled filled) throws IOException {
    long total = 0;
    filled.opened.position(0);
    for (int read = 0; read >= 0; read = filled.opened.read(filled.buffer.clear())) {
      total += read;
    }
    if (total != (long) MIB << 20) {
      throw new IllegalStateException("the benchmark reads " + total + " bytes");
    }
    return total;
  }

  /** One byte at a random place, in places a second. */
  @Benchmark
  public int seek(Filled filled) throws IOException {
    filled.opened.position(filled.random.nextInt(MIB << 20));
    return filled.opened.read(filled.buffer.clear().limit(1));
  }

  /** Tink's key, and what it made of the content. */
  @State(Scope.Benchmark)
  public static class Streaming {
    private final StreamingAead aead;
    private byte[] sealed;

    /** With segments of the same size. */
    public Streaming() {
      try {
        aead = new AesGcmHkdfStreaming(new byte[32], "HmacSha256", 32, 1 << 16, 0);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("Tink has it", e);
      }
    }

    /** Encrypts. */
    @Setup
    public void seal(Content content) throws GeneralSecurityException, IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (OutputStream sealing = aead.newEncryptingStream(out, new byte[0])) {
        sealing.write(content.bytes);
      }
      sealed = out.toByteArray();
    }
  }

  /** Peer of put: encrypts, and keeps nothing. */
  @Benchmark
  @OperationsPerInvocation(MIB)
  public int sealAlone(Streaming with, Content content)
      throws GeneralSecurityException, IOException {
    try (OutputStream sealing =
        with.aead.newEncryptingStream(OutputStream.nullOutputStream(), new byte[0])) {
      sealing.write(content.bytes);
    }
    return MIB;
  }

  /** Peer of read: decrypts. */
  @Benchmark
  @OperationsPerInvocation(MIB)
  public long openAlone(Streaming with) throws GeneralSecurityException, IOException {
    try (InputStream opening =
        with.aead.newDecryptingStream(new ByteArrayInputStream(with.sealed), new byte[0])) {
      return opening.transferTo(OutputStream.nullOutputStream());
    }
  }
}
