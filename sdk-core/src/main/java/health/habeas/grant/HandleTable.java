// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which handles are revoked in a log, and at which position first. Grow-only.
 *
 * <p>It keeps the first 128 bits of a handle. Another revocation with the same ones can only deny what should be allowed, never the
 * other way round; to make one for a given grant takes 2^128 hashes, shared by all grants that one would like to hit.
 *
 * <p>Memory: 24 bytes a revocation, in blocks that never move, and 5 to 11 for the index: at most 35 MB a million. The index has
 * {@value #SEGMENTS} parts that double one at a time, so that adding never waits for more than one of them. Limit: 2^31 − 1
 * revocations. Which part a handle falls into depends on a seed, so that nobody makes preimages that crowd one.
 *
 * <p>One thread adds; any number look up meanwhile, and see at least what was added before something that they read.
 */
final class HandleTable {
  private static final int SEGMENTS = 1024;
  private static final int SEGMENT_SHIFT = 54;
  private static final int SMALLEST = 8;
  private static final int BLOCK = 4096;
  private static final int LONGS = 3;

  private final long seed;
  private final AtomicReferenceArray<Segment> segments = new AtomicReferenceArray<>(SEGMENTS);
  private volatile long[][] blocks = new long[0][];
  private int size;

  /** Places in the blocks plus one, 0 where there is none; a power of two of them, at most three quarters in use. */
  private record Segment(AtomicIntegerArray places, int used) {
    boolean isFull() {
      return 4 * (used + 1) > 3 * places.length();
    }
  }

  /**
   * An empty table.
   *
   * @param seed random
   */
  HandleTable(long seed) {
    this.seed = seed;
  }

  /**
   * Adds the handle that the entry at a position revokes; one that is there already keeps its position.
   *
   * @param handle 32 bytes
   * @param position more than that of the call before
   */
  void add(byte[] handle, long position) {
    ByteBuffer bits = ByteBuffer.wrap(handle);
    long high = bits.getLong();
    long low = bits.getLong();
    if (find(high, low).isEmpty()) {
      store(high, low, position);
      index(mixed(high), size);
      size = Math.addExact(size, 1);
    }
  }

  /**
   * The position of the first entry that revokes this.
   *
   * @param handle a grant's
   */
  OptionalLong find(StatusHandle handle) {
    return find(
        HexFormat.fromHexDigitsToLong(handle.hex(), 0, 16),
        HexFormat.fromHexDigitsToLong(handle.hex(), 16, 32));
  }

  private OptionalLong find(long high, long low) {
    long hash = mixed(high);
    Segment segment = segments.get(part(hash));
    if (segment == null) {
      return OptionalLong.empty();
    }
    AtomicIntegerArray places = segment.places();
    int mask = places.length() - 1;
    for (int slot = (int) hash & mask; ; slot = (slot + 1) & mask) {
      int place = places.getAcquire(slot) - 1;
      if (place < 0) {
        return OptionalLong.empty();
      }
      long[] block = blocks[place / BLOCK];
      int from = place % BLOCK * LONGS;
      if (block[from] == high && block[from + 1] == low) {
        return OptionalLong.of(block[from + 2]);
      }
    }
  }

  private void store(long high, long low, long position) {
    int block = size / BLOCK;
    if (block == blocks.length) {
      long[][] more = Arrays.copyOf(blocks, block + 1);
      more[block] = new long[BLOCK * LONGS];
      blocks = more;
    }
    int from = size % BLOCK * LONGS;
    blocks[block][from] = high;
    blocks[block][from + 1] = low;
    blocks[block][from + 2] = position;
  }

  private void index(long hash, int place) {
    int part = part(hash);
    Segment segment = segments.get(part);
    if (segment == null) {
      segment = new Segment(new AtomicIntegerArray(SMALLEST), 0);
    } else if (segment.isFull()) {
      segment = doubled(segment);
    }
    put(segment.places(), hash, place);
    segments.set(part, new Segment(segment.places(), segment.used() + 1));
  }

  private Segment doubled(Segment full) {
    AtomicIntegerArray places = new AtomicIntegerArray(2 * full.places().length());
    for (int slot = 0; slot < full.places().length(); slot++) {
      int place = full.places().getPlain(slot) - 1;
      if (place >= 0) {
        put(places, mixed(blocks[place / BLOCK][place % BLOCK * LONGS]), place);
      }
    }
    return new Segment(places, full.used());
  }

  // What was stored before is seen by whoever sees the place.
  private static void put(AtomicIntegerArray places, long hash, int place) {
    int mask = places.length() - 1;
    int slot = (int) hash & mask;
    while (places.getPlain(slot) != 0) {
      slot = (slot + 1) & mask;
    }
    places.setRelease(slot, place + 1);
  }

  private static int part(long hash) {
    return (int) (hash >>> SEGMENT_SHIFT);
  }

  /** The finaliser of SplitMix64 over the seeded bits. */
  private long mixed(long high) {
    long z = high ^ seed;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
