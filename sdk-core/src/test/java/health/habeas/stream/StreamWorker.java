// SPDX-License-Identifier: Apache-2.0
package health.habeas.stream;

import health.habeas.RecordContent;
import health.habeas.Vault;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordHeader;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.StripeLayout;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A process with a small heap that puts one large record, reads it from beginning to end, then at random places. */
final class StreamWorker {
  private static final RecordHeader HEADER = new RecordHeader(
      new RecordId("ImagingStudy/large"),
      "ImagingStudy",
      LocalDate.of(2026, 3, 3),
      Set.of(Category.IMAGING),
      Set.of(Label.NORMAL));

  private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

  private StreamWorker() {}

  /**
   * Does it and says how long it took.
   *
   * @param arguments directory of the custodians, size of the record in MiB
   * @throws IOException if the content can't be had
   */
  public static void main(String[] arguments) throws IOException {
    long size = (Long.parseLong(arguments[1]) << 20) + 1;
    try (PatientKeys alice = PatientKeys.create();
        Ledger ledger = Ledgers.open("memory:")) {
      List<Custodian> custodians = Custodians.directories(Path.of(arguments[0]), 3, ledger);
      try (Vault vault = Vault.builder()
          .keys(alice)
          .ledger(ledger)
          .custodians(custodians, StripeLayout.of(2, 3))
          .open()) {
        long start = System.nanoTime();
        vault.put(HEADER, new Pattern(size));
        say("written in", start);
        start = System.nanoTime();
        read(vault, size);
        say("read in", start);
      } finally {
        custodians.forEach(Custodian::close);
      }
    }
  }

  private static void read(Vault vault, long size) throws IOException {
    try (RecordContent content = vault.open(HEADER.id()).content().orElseThrow()) {
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      long at = 0;
      while (content.read(buffer.clear()) >= 0) {
        at = compared(buffer.flip(), at);
      }
      if (at != size || content.size() != size) {
        throw new IllegalStateException("the content ended at " + at);
      }
      Random random = new Random(size);
      for (int i = 0; i < 20; i++) {
        long from = (long) (random.nextDouble() * size);
        content.position(from).read(buffer.clear());
        compared(buffer.flip(), from);
      }
    }
  }

  private static long compared(ByteBuffer read, long from) {
    long at = from;
    for (; read.hasRemaining(); at++) {
      if (read.get() != Pattern.at(at)) {
        throw new IllegalStateException("another byte at " + at);
      }
    }
    return at;
  }

  private static void say(String what, long start) throws IOException {
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    OUT.write((what + " " + taken.toMillis() + " ms\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes that depend on their place, as many as are wanted. */
  private static final class Pattern extends InputStream {
    private final long size;
    private long position;

    Pattern(long size) {
      this.size = size;
    }

    static byte at(long position) {
      long mixed = (position >>> 3) * 0x9E3779B97F4A7C15L;
      mixed ^= mixed >>> 29;
      return (byte) (mixed >>> (8 * (position & 7)));
    }

    @Override
    public int read() {
      return position < size ? at(position++) & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      int count = (int) Math.min(length, size - position);
      for (int i = 0; i < count; i++) {
        target[offset + i] = at(position++);
      }
      return count > 0 ? count : -1;
    }
  }
}
