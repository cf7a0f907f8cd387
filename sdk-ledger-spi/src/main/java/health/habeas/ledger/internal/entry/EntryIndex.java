// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.entry;

import health.habeas.ledger.EntryId;
import health.habeas.ledger.internal.column.HashColumn;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * From entry ids to positions, about 40 bytes an entry: the ids in one column, and an open-addressing table of places in
 * it. The seed keeps a client from choosing ids that collide. Thread-safe.
 */
public final class EntryIndex {
  private static final int FIRST_SLOTS = 1 << 10;
  private static final int EMPTY = -1;
  private static final long ODD = 0x9E3779B97F4A7C15L;

  private final HashColumn ids = new HashColumn();
  private final long seed;
  private int[] slots = emptySlots(FIRST_SLOTS);

  /**
   * An empty index.
   *
   * @param seed any value that clients don't know
   */
  public EntryIndex(long seed) {
    this.seed = seed;
  }

  /** The number of ids, which is the next position. */
  public synchronized long size() {
    return ids.size();
  }

  /**
   * The position of an id, or -1.
   *
   * @param id to look up
   */
  public synchronized long position(EntryId id) {
    byte[] bytes = id.bytes();
    return slots[slot(bytes)];
  }

  /**
   * Gives an id the next position.
   *
   * @param id that is not there yet
   */
  public synchronized void add(EntryId id) {
    byte[] bytes = id.bytes();
    slots[slot(bytes)] = Math.toIntExact(ids.size());
    ids.add(bytes);
    if (ids.size() * 2 > slots.length) {
      grow();
    }
  }

  private int slot(byte[] id) {
    int mask = slots.length - 1;
    int slot = (int) mix(id) & mask;
    while (slots[slot] != EMPTY && !ids.holds(slots[slot], id)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private long mix(byte[] id) {
    ByteBuffer words = ByteBuffer.wrap(id);
    long mixed = seed;
    while (words.hasRemaining()) {
      mixed = (mixed ^ words.getLong()) * ODD;
      mixed ^= mixed >>> 32;
    }
    return mixed;
  }

  private void grow() {
    slots = emptySlots(slots.length * 2);
    for (int place = 0; place < ids.size(); place++) {
      slots[slot(ids.get(place))] = place;
    }
  }

  private static int[] emptySlots(int count) {
    int[] slots = new int[count];
    Arrays.fill(slots, EMPTY);
    return slots;
  }
}
