// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a journal from its first record to its last, checks every seal, and takes away a tail that a crash left
 * incomplete.
 *
 * <p>A tail is incomplete if the file ends within its last record, or if its last bytes were never written (zeros where the
 * seal should end). Such a record was never acknowledged. Anything else that does not fit is damage, and is named, not
 * mended: it may have been acknowledged. Not thread-safe: one per opening.
 */
final class JournalScan {
  private static final Logger LOG = LoggerFactory.getLogger(JournalScan.class);
  private static final int UNWRITTEN_BYTES = 8;
  private static final int WINDOW_BYTES = 1 << 18;

  private final Path file;
  private final JournalChannel channel;
  private final Consumer<EntryId> ids;
  private final FrameTable table;
  private byte[] lastSeal;
  private long lastTime = Long.MIN_VALUE;
  private byte[] window = new byte[0];
  private long windowAt;

  JournalScan(Path file, JournalChannel channel, Consumer<EntryId> ids) {
    this.file = file;
    this.channel = channel;
    this.ids = ids;
    this.table = new FrameTable(JournalHeader.SIZE_BYTES);
    this.lastSeal = new byte[0];
  }

  /** Reads everything behind the header. */
  JournalScan run() throws IOException {
    long size = channel.size();
    lastSeal = bytes(JournalHeader.SIZE_BYTES - Frame.SEAL_BYTES, Frame.SEAL_BYTES);
    while (table.end() < size) {
      if (!next(size)) {
        heal(size);
        return this;
      }
    }
    return this;
  }

  private boolean next(long size) throws IOException {
    long at = table.end();
    if (size - at < Frame.HEADER_BYTES) {
      return false;
    }
    Optional<Frame> header = Frame.parse(bytes(at, Frame.HEADER_BYTES));
    if (header.isEmpty()) {
      if (isUnwritten(
          at + Frame.HEADER_BYTES, size)) { // not even a payload: the header itself is torn
        return false;
      }
      throw Journal.damaged(file, table.count(), at);
    }
    Frame frame = header.get();
    return size - at >= frame.sizeBytes() && accept(frame, at, size);
  }

  private boolean accept(Frame frame, long at, long size) throws IOException {
    byte[] record = bytes(at, frame.sizeBytes());
    if (!frame.isSealed(lastSeal, record, 0)) {
      if (at + record.length == size && isZero(record, record.length - UNWRITTEN_BYTES)) {
        return false;
      }
      throw Journal.damaged(file, table.count(), at);
    }
    if (frame.first() != table.size() || frame.timeMillis() < lastTime) {
      throw Journal.damaged(file, table.count(), at);
    }
    frame.entries(record, 0).stream().map(Entry::id).forEach(ids);
    lastSeal = Arrays.copyOfRange(record, record.length - Frame.SEAL_BYTES, record.length);
    lastTime = frame.timeMillis();
    table.add(frame);
    return true;
  }

  private void heal(long size) throws IOException {
    LOG.info(
        "took away {} bytes that a crash left incomplete at the end of a journal",
        size - table.end());
    channel.truncate(table.end());
    channel.force();
  }

  private boolean isUnwritten(long at, long size) throws IOException {
    for (long from = at; from < size; from += WINDOW_BYTES) {
      if (!isZero(bytes(from, (int) Math.min(WINDOW_BYTES, size - from)), 0)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  // Small records would cost a system call each; so bytes come from a window that moves forward.
  private byte[] bytes(long at, int count) throws IOException {
    if (at < windowAt || at + count > windowAt + window.length) {
      long rest = Math.min(Math.max(count, WINDOW_BYTES), channel.size() - at);
      ByteBuffer next = ByteBuffer.allocate((int) Math.max(count, rest));
      channel.read(next, at);
      window = next.array();
      windowAt = at;
    }
    int from = (int) (at - windowAt);
    return Arrays.copyOfRange(window, from, from + count);
  }

  FrameTable table() {
    return table;
  }

  byte[] lastSeal() {
    return lastSeal.clone();
  }

  long lastTime() {
    return Math.max(0, lastTime);
  }
}
