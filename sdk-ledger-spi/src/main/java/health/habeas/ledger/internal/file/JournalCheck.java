// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.proof.VerifierKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a journal from outside, and goes on behind what is damaged. Changes nothing, and needs no lock: what is being written
 * is an incomplete record at the end. Memory: one record, and a quarter of a megabyte. Not thread-safe: one per reading.
 */
public final class JournalCheck {
  private static final int WINDOW_BYTES = 1 << 18;

  /** Who is told what is there. */
  public interface Findings {
    /**
     * Bytes that are not as they were written.
     *
     * @param from the first byte of the record, or of what is none
     * @param what is wrong, with the entries concerned as far as they are known
     */
    void damaged(long from, String what);

    /**
     * A record that ends with the file: it was never acknowledged, or is being written.
     *
     * @param from its first byte
     */
    void incomplete(long from);

    /**
     * An entry, in order of position; from a damaged record as it stands there.
     *
     * @param entry id and leaf
     */
    void entry(byte[] entry);
  }

  private final FileChannel channel;
  private final Findings findings;
  private List<byte[]> sealsBefore = List.of();
  private long position;

  private JournalCheck(FileChannel channel, Findings findings) {
    this.channel = channel;
    this.findings = findings;
  }

  /**
   * Reads a whole journal.
   *
   * @param file the journal
   * @param log whose it must be
   * @param findings is told, in the order of the file
   */
  public static void run(Path file, VerifierKey log, Findings findings) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      new JournalCheck(channel, findings).read(log);
    }
  }

  private void read(VerifierKey log) throws IOException {
    byte[] header = bytes(0, JournalHeader.SIZE_BYTES);
    byte[] expected = JournalHeader.encode(log);
    if (!Arrays.equals(header, expected)) {
      findings.damaged(0, "the header is damaged, of another version, or of another log");
    }
    sealsBefore = List.of(lastSeal(header), lastSeal(expected));
    long at = JournalHeader.SIZE_BYTES;
    while (at < channel.size()) {
      at = next(at);
    }
  }

  private static byte[] lastSeal(byte[] bytes) {
    return bytes.length < Frame.SEAL_BYTES
        ? new byte[0]
        : Arrays.copyOfRange(bytes, bytes.length - Frame.SEAL_BYTES, bytes.length);
  }

  /** Reads one record, or passes over what is none; where the next one begins. */
  private long next(long at) throws IOException {
    Optional<Frame> header = header(at);
    if (header.isEmpty()) {
      return resume(at);
    }
    Frame frame = header.get();
    if (channel.size() - at < frame.sizeBytes()) {
      findings.incomplete(at);
      return channel.size();
    }
    accept(frame, bytes(at, frame.sizeBytes()), at);
    return at + frame.sizeBytes();
  }

  private Optional<Frame> header(long at) throws IOException {
    byte[] bytes = bytes(at, Frame.HEADER_BYTES);
    return bytes.length == Frame.HEADER_BYTES ? Frame.parse(bytes) : Optional.empty();
  }

  private void accept(Frame frame, byte[] record, long at) {
    String entries = "entries " + frame.first() + " to " + (frame.first() + frame.count() - 1);
    if (frame.first() != position) {
      findings.damaged(
          at, "the record has the " + entries + ", and entry " + position + " is next");
    }
    // A seal that is altered itself breaks the chain twice; the one that follows from the bytes
    // mends it.
    boolean isSealed = sealsBefore.stream().anyMatch(before -> frame.isSealed(before, record, 0));
    if (!isSealed) {
      findings.damaged(at, "the record of the " + entries + " is damaged");
    }
    List<byte[]> seals = new ArrayList<>(List.of(lastSeal(record)));
    int sealed = record.length - Frame.SEAL_BYTES;
    sealsBefore.forEach(before -> seals.add(Frame.seal(before, record, 0, sealed)));
    sealsBefore = seals.subList(0, Math.min(seals.size(), 3));
    position = frame.first() + frame.count();
    try {
      frame.entries(record, 0).forEach(entry -> findings.entry(entry.bytes()));
    } catch (RuntimeException e) {
      findings.damaged(at, "the " + entries + " can't be told from each other");
    }
  }

  /** The next record behind bytes that are none. */
  private long resume(long at) throws IOException {
    long end = channel.size();
    for (long from = at + 1; from < end; from += WINDOW_BYTES) {
      byte[] window = bytes(from, (int) Math.min(WINDOW_BYTES + Frame.HEADER_BYTES, end - from));
      for (int place = 0; place + Frame.HEADER_BYTES <= window.length; place++) {
        byte[] header = Arrays.copyOfRange(window, place, place + Frame.HEADER_BYTES);
        if (header[0] == 'H' && Frame.parse(header).isPresent()) {
          long next = from + place;
          findings.damaged(at, "no record; the next one begins at byte " + next);
          sealsBefore = List.of(bytes(next - Frame.SEAL_BYTES, Frame.SEAL_BYTES));
          return next;
        }
      }
    }
    if (isZero(at + Frame.HEADER_BYTES)) {
      findings.incomplete(at);
    } else {
      findings.damaged(at, "no record, and none behind it");
    }
    return end;
  }

  // A torn header has nothing but zeros behind it, or nothing at all.
  private boolean isZero(long at) throws IOException {
    for (long from = at; from < channel.size(); from += WINDOW_BYTES) {
      for (byte each : bytes(from, (int) Math.min(WINDOW_BYTES, channel.size() - from))) {
        if (each != 0) {
          return false;
        }
      }
    }
    return true;
  }

  private byte[] bytes(long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, Math.min(count, channel.size() - at)));
    int read = 0;
    while (bytes.hasRemaining() && read >= 0) {
      read = channel.read(bytes, at + bytes.position());
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
