// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.column;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A growing list of longs in large blocks: no object a value. Not thread-safe: guarded by its owner. */
public final class LongColumn {
  private static final int FIRST_BLOCK = 64;
  private static final int BLOCK = 1 << 13;

  private final List<long[]> blocks = new ArrayList<>();
  private int size;

  /** The number of values. */
  public int size() {
    return size;
  }

  /**
   * Appends a value.
   *
   * @param value any
   */
  public void add(long value) {
    int block = size / BLOCK;
    int offset = size % BLOCK;
    if (block == blocks.size()) {
      blocks.add(new long[FIRST_BLOCK]);
    }
    if (offset == blocks.get(block).length) {
      blocks.set(block, Arrays.copyOf(blocks.get(block), offset * 2)); // FIRST_BLOCK · 2^n = BLOCK
    }
    blocks.get(block)[offset] = value;
    size = Math.addExact(size, 1);
  }

  /**
   * The value at a place.
   *
   * @param place below {@link #size()}
   */
  public long get(int place) {
    return block(place)[place % BLOCK];
  }

  /**
   * Replaces a value.
   *
   * @param place below {@link #size()}
   * @param value the new one
   */
  public void set(int place, long value) {
    block(place)[place % BLOCK] = value;
  }

  private long[] block(int place) {
    if (place < 0 || place >= size) {
      throw new IndexOutOfBoundsException(place + " of " + size);
    }
    return blocks.get(place / BLOCK);
  }
}
