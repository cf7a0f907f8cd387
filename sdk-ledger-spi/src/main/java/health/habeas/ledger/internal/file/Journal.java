// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.Entry;
import health.habeas.ledger.Finality;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The write-ahead log: records that each chain to the one before. Every read checks the seals of what it reads.
 *
 * <p>Reads are thread-safe; {@link #append} belongs to one thread.
 */
final class Journal implements Closeable {
  private static final int READ_BYTES = 1 << 20;

  private final Path file;
  private final JournalChannel channel;
  private final FrameTable table;
  private byte[] lastSeal;
  private long lastTime;

  Journal(Path file, JournalChannel channel, JournalScan scan) {
    this.file = file;
    this.channel = channel;
    this.table = scan.table();
    this.lastSeal = scan.lastSeal();
    this.lastTime = scan.lastTime();
  }

  Path file() {
    return file;
  }

  /** The number of durable entries. */
  long size() {
    return table.size();
  }

  /** The time of an entry recorded now: the clock's, or the last one's where the clock was set back. */
  Instant time(Instant now) {
    return Instant.ofEpochMilli(Math.max(lastTime, now.toEpochMilli()));
  }

  /**
   * Writes one record and returns when it is on the medium.
   *
   * @throws Undone if nothing was recorded, and the journal is as before
   * @throws IOException if nobody can know: the journal must not be written again
   */
  void append(List<Entry> entries, Instant time) throws IOException {
    Frame frame = Frame.of(table.size(), time.toEpochMilli(), entries);
    byte[] record = frame.encode(entries, lastSeal);
    write(ByteBuffer.wrap(record));
    channel.force();
    lastSeal = Arrays.copyOfRange(record, record.length - Frame.SEAL_BYTES, record.length);
    lastTime = frame.timeMillis();
    table.add(frame);
  }

  private void write(ByteBuffer record) throws IOException {
    try {
      channel.write(record, table.end());
    } catch (IOException e) {
      channel.truncate(table.end());
      throw new Undone(e);
    }
  }

  /** Entries from a position on, as many as lie within a mebibyte of records, one at least unless at the end. */
  List<StoredEntry> read(long from, int max) {
    if (from >= table.size()) {
      return List.of();
    }
    int first = table.holding(from);
    int next = table.until(first, from + max, READ_BYTES);
    byte[] block = block(table.offset(first) - Frame.SEAL_BYTES, table.offset(next));
    List<StoredEntry> entries = new ArrayList<>();
    int at = Frame.SEAL_BYTES;
    for (int record = first; record < next && entries.size() < max; record++) {
      Frame frame = checked(block, at, record);
      collect(frame, frame.entries(block, at), from, entries);
      at += frame.sizeBytes();
    }
    return entries.size() <= max ? entries : List.copyOf(entries.subList(0, max));
  }

  /** All entries of the record that holds a position below the size. */
  List<StoredEntry> record(long position) {
    int record = table.holding(position);
    byte[] block = block(table.offset(record) - Frame.SEAL_BYTES, table.offset(record + 1));
    Frame frame = checked(block, Frame.SEAL_BYTES, record);
    List<StoredEntry> entries = new ArrayList<>();
    collect(frame, frame.entries(block, Frame.SEAL_BYTES), frame.first(), entries);
    return entries;
  }

  private static void collect(Frame frame, List<Entry> found, long from, List<StoredEntry> into) {
    Instant time = Instant.ofEpochMilli(frame.timeMillis());
    for (int i = (int) Math.max(0, from - frame.first()); i < found.size(); i++) {
      into.add(new StoredEntry(frame.first() + i, time, Finality.FINAL, found.get(i)));
    }
  }

  private Frame checked(byte[] block, int at, int record) {
    byte[] previousSeal = Arrays.copyOfRange(block, at - Frame.SEAL_BYTES, at);
    byte[] header = Arrays.copyOfRange(block, at, at + Frame.HEADER_BYTES);
    int expected = Math.toIntExact(table.offset(record + 1) - table.offset(record));
    return Frame.parse(header)
        .filter(frame -> frame.sizeBytes() == expected && frame.isSealed(previousSeal, block, at))
        .orElseThrow(() -> damaged(file, record, table.offset(record)));
  }

  private byte[] block(long from, long to) {
    try {
      ByteBuffer block = ByteBuffer.allocate(Math.toIntExact(to - from));
      channel.read(block, from);
      return block.array();
    } catch (IOException e) {
      throw FileErrors.reading(file, e);
    }
  }

  static LedgerException damaged(Path file, int record, long offset) {
    return new LedgerException.Integrity(
        LedgerErrorCode.LOG_CORRUPT,
        "the file " + file + " is damaged in record " + record + ", which begins at byte "
            + offset);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** A write failed, and what it left behind was taken away again. */
  static final class Undone extends IOException {
    private static final long serialVersionUID = 1L;
    private final IOException reason;

    Undone(IOException reason) {
      super(reason);
      this.reason = reason;
    }

    IOException reason() {
      return reason;
    }
  }
}
