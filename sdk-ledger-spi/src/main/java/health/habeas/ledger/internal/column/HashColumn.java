// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.column;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A growing list of 32-byte values in large blocks: no object a value. Not thread-safe: guarded by its owner. */
public final class HashColumn {
  private static final int WIDTH = 32;
  private static final int FIRST_BLOCK = 64;
  // 256 KiB: an array of a mebibyte would take two regions of G1's smallest size, half of them
  // unused
  private static final int BLOCK = 1 << 13;

  private final List<byte[]> blocks = new ArrayList<>();
  private long size;

  /** The number of values. */
  public long size() {
    return size;
  }

  /**
   * Appends a value.
   *
   * @param value 32 bytes; copied
   */
  public void add(byte[] value) {
    int block = Math.toIntExact(size / BLOCK);
    int offset = offset(size);
    if (block == blocks.size()) {
      blocks.add(new byte[FIRST_BLOCK * WIDTH]);
    }
    if (offset == blocks.get(block).length) {
      blocks.set(block, Arrays.copyOf(blocks.get(block), offset * 2)); // FIRST_BLOCK · 2^n = BLOCK
    }
    System.arraycopy(value, 0, blocks.get(block), offset, WIDTH);
    size++;
  }

  /**
   * Replaces a value.
   *
   * @param place below {@link #size()}
   * @param value 32 bytes; copied
   */
  public void set(long place, byte[] value) {
    System.arraycopy(value, 0, block(place), offset(place), WIDTH);
  }

  /**
   * A copy of a value.
   *
   * @param place below {@link #size()}
   */
  public byte[] get(long place) {
    int offset = offset(place);
    return Arrays.copyOfRange(block(place), offset, offset + WIDTH);
  }

  /**
   * Copies a value into an array.
   *
   * @param place below {@link #size()}
   * @param to where its 32 bytes go
   * @param at where they begin
   */
  public void copy(long place, byte[] to, int at) {
    System.arraycopy(block(place), offset(place), to, at, WIDTH);
  }

  /**
   * Whether the value at a place is this one.
   *
   * @param place below {@link #size()}
   * @param value 32 bytes
   */
  public boolean holds(long place, byte[] value) {
    int offset = offset(place);
    return Arrays.equals(block(place), offset, offset + WIDTH, value, 0, WIDTH);
  }

  private byte[] block(long place) {
    if (place < 0 || place >= size) {
      throw new IndexOutOfBoundsException(place + " of " + size);
    }
    return blocks.get((int) (place / BLOCK));
  }

  private static int offset(long place) {
    return (int) (place % BLOCK) * WIDTH;
  }
}
