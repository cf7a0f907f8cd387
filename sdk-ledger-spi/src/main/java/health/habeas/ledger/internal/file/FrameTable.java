// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import java.util.Arrays;

/** Where each durable record begins, 16 bytes a record. Readers see a record once it is added. Thread-safe. */
final class FrameTable {
  private static final int FIRST = 256;

  private long[] positions = new long[FIRST];
  private long[] offsets = new long[FIRST];
  private int count;

  /** Begins with no record: position 0 comes next, at the given offset. */
  FrameTable(long offset) {
    offsets[0] = offset;
  }

  /** The number of records. */
  synchronized int count() {
    return count;
  }

  /** The position that comes next. */
  synchronized long size() {
    return positions[count];
  }

  /** Where the next record will begin. */
  synchronized long end() {
    return offsets[count];
  }

  /** Adds the record that stands at {@link #end()}. */
  synchronized void add(Frame frame) {
    if (count + 2 > offsets.length) {
      positions = Arrays.copyOf(positions, positions.length * 2);
      offsets = Arrays.copyOf(offsets, offsets.length * 2);
    }
    positions[count + 1] = frame.first() + frame.count();
    offsets[count + 1] = offsets[count] + frame.sizeBytes();
    count++;
  }

  /** The record that holds a position below the size. */
  synchronized int holding(long position) {
    int found = Arrays.binarySearch(positions, 0, count + 1, position);
    return found >= 0 ? found : -found - 2;
  }

  /** Where a record begins, or the end of the last one. */
  synchronized long offset(int record) {
    return offsets[record];
  }

  /**
   * The record after the last that is worth reading at once: up to a position, within a number of bytes, one at least.
   */
  synchronized int until(int record, long position, long bytes) {
    int next = record + 1;
    while (next < count
        && positions[next] < position
        && offsets[next + 1] - offsets[record] <= bytes) {
      next++;
    }
    return next;
  }
}
