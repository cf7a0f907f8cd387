// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One record of the journal: the entries that shared one fsync. Header, payload, and a seal that chains it to the record
 * before. The header has its own check sum, so that a damaged length is never taken for a torn tail. Immutable.
 *
 * @param payloadBytes the size of the entries
 * @param count the number of entries, at least 1
 * @param first the position of the first
 * @param timeMillis when they were recorded
 */
record Frame(int payloadBytes, int count, long first, long timeMillis) {
  static final int HEADER_BYTES = 32;
  static final int SEAL_BYTES = 32;
  private static final int MAGIC = 0x48425246; // "HBRF"
  private static final int CHECKED_BYTES = HEADER_BYTES - Integer.BYTES;
  private static final int ENTRY_OVERHEAD = EntryId.SIZE_BYTES + Short.BYTES;

  static Frame of(long first, long timeMillis, List<Entry> entries) {
    int payload = 0;
    for (Entry entry : entries) {
      payload += ENTRY_OVERHEAD + entry.leafBytes();
    }
    return new Frame(payload, entries.size(), first, timeMillis);
  }

  /** The header, if these bytes are an undamaged one. */
  static Optional<Frame> parse(byte[] header) {
    ByteBuffer in = ByteBuffer.wrap(header);
    int magic = in.getInt();
    Frame frame = new Frame(in.getInt(), in.getInt(), in.getLong(), in.getLong());
    boolean sound = magic == MAGIC && in.getInt() == checkSum(header);
    return sound && frame.payloadBytes > 0 && frame.count > 0
        ? Optional.of(frame)
        : Optional.empty();
  }

  /** Header, payload and seal together. */
  int sizeBytes() {
    return HEADER_BYTES + payloadBytes + SEAL_BYTES;
  }

  /** All bytes of the record; the last 32 are its seal. */
  byte[] encode(List<Entry> entries, byte[] previousSeal) {
    ByteBuffer out = ByteBuffer.allocate(sizeBytes());
    out.putInt(MAGIC).putInt(payloadBytes).putInt(count).putLong(first).putLong(timeMillis);
    out.putInt(checkSum(out.array()));
    for (Entry entry : entries) {
      out.put(entry.id().bytes()).putShort((short) entry.leafBytes()).put(entry.leaf());
    }
    out.put(seal(previousSeal, out.array(), 0, out.position()));
    return out.array();
  }

  /** Whether a whole record, somewhere in a block, bears the seal that follows from the one before. */
  boolean isSealed(byte[] previousSeal, byte[] block, int at) {
    int end = at + sizeBytes();
    byte[] expected = seal(previousSeal, block, at, sizeBytes() - SEAL_BYTES);
    return Arrays.equals(expected, 0, SEAL_BYTES, block, end - SEAL_BYTES, end);
  }

  /** The entries of a whole record whose seal was checked. */
  List<Entry> entries(byte[] block, int at) {
    ByteBuffer in = ByteBuffer.wrap(block, at + HEADER_BYTES, payloadBytes);
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      byte[] id = new byte[EntryId.SIZE_BYTES];
      in.get(id);
      byte[] leaf = new byte[Short.toUnsignedInt(in.getShort())];
      in.get(leaf);
      entries.add(new Entry(EntryId.of(id), leaf));
    }
    return entries;
  }

  static byte[] seal(byte[] previousSeal, byte[] block, int at, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(previousSeal);
      digest.update(block, at, length);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static int checkSum(byte[] header) {
    CRC32C sum = new CRC32C();
    sum.update(header, 0, CHECKED_BYTES);
    return (int) sum.getValue();
  }
}
