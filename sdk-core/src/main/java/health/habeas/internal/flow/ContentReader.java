// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.record.StoredRecord;
import java.nio.ByteBuffer;

/** The content of one record, read at any place. Nothing unverified is given. Not thread-safe; closing wipes its keys. */
public interface ContentReader extends AutoCloseable {
  /** Whose content it is. */
  StoredRecord record();

  /** The size of the content. */
  long sizeBytes();

  /**
   * Fills the target as far as one piece reaches: at least one byte where both have one left.
   *
   * @param position 0 to {@link #sizeBytes}
   * @param target has room
   * @throws health.habeas.error.HabeasException if that piece can't be had
   */
  void read(long position, ByteBuffer target);

  /** Which custodians failed so far. */
  Faults faults();

  @Override
  void close();
}
