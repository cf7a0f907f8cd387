// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What a journal asks of its file; tests put a failing disk here. Writes and truncations come from one thread. */
interface JournalChannel extends Closeable {
  long size() throws IOException;

  /** Fills as much of the buffer as the file has from an offset on. */
  void read(ByteBuffer target, long offset) throws IOException;

  /** Writes all of the buffer. */
  void write(ByteBuffer source, long offset) throws IOException;

  void truncate(long size) throws IOException;

  /** Returns when everything written is on the medium. */
  void force() throws IOException;
}
