// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Remembers which ids a source gave, and for which content, in 32 bytes each: the first half of two SHA-256 digests. It
 * takes 64 to 128 bytes of heap a resource. Not thread-safe.
 */
final class SeenResources {
  /** What is known of an id. */
  enum Seen {
    /** It is new. */
    NEW,
    /** The same bytes came before. */
    SAME,
    /** Other bytes came before. */
    OTHER
  }

  private static final int LONGS = 4;
  private static final int FIRST_SLOTS = 256;

  private final MessageDigest sha256 = sha256();
  private long[] table = new long[FIRST_SLOTS * LONGS];
  private int size;

  byte[] digest(Slice slice) {
    sha256.update(slice.buffer(), slice.start(), slice.length());
    return sha256.digest();
  }

  /** What is known of the id; the first content is remembered. */
  Seen add(String id, byte[] contentDigest) {
    ByteBuffer name = ByteBuffer.wrap(sha256.digest(id.getBytes(StandardCharsets.UTF_8)));
    ByteBuffer content = ByteBuffer.wrap(contentDigest);
    long[] entry = {name.getLong() | 1, name.getLong(), content.getLong(), content.getLong()};
    int at = find(table, entry);
    if (table[at] == 0) {
      put(at, entry);
      return Seen.NEW;
    }
    return table[at + 2] == entry[2] && table[at + 3] == entry[3] ? Seen.SAME : Seen.OTHER;
  }

  private void put(int at, long[] entry) {
    System.arraycopy(entry, 0, table, at, LONGS);
    size++;
    if (size * 2 * LONGS > table.length) {
      grow();
    }
  }

  private void grow() {
    long[] larger = new long[table.length * 2];
    long[] entry = new long[LONGS];
    for (int from = 0; from < table.length; from += LONGS) {
      if (table[from] != 0) {
        System.arraycopy(table, from, entry, 0, LONGS);
        System.arraycopy(entry, 0, larger, find(larger, entry), LONGS);
      }
    }
    table = larger;
  }

  /** Where the entry is, or the free place where it belongs. A used place never begins with zero: its last bit is set. */
  private static int find(long[] table, long[] entry) {
    int slots = table.length / LONGS;
    int slot = (int) (entry[1] & (slots - 1));
    while (true) {
      int at = slot * LONGS;
      if (table[at] == 0 || (table[at] == entry[0] && table[at + 1] == entry[1])) {
        return at;
      }
      slot = (slot + 1) & (slots - 1);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
