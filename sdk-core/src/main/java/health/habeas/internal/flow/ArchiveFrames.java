// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What stands in an archive after its header, a frame at a time: a kind and its content. Not thread-safe.
 */
final class ArchiveFrames {
  static final int VERSION = 1;
  static final int RECORD = 1;
  static final int GRANT = 2;
  static final int EVIDENCE = 3;
  static final int END = 4;
  static final int DIRECTIVES = 5;
  static final int ENDED = 6;
  static final int ENDED_KEY = 7;
  static final int CONTENT = 8;
  static final int CUT = 9;
  static final int MAX_BYTES = 128 << 20;

  private static final int BATCH = 1000;

  private final ArchiveFile.Reader in;
  private int kind;
  private byte[] content = new byte[0];
  private @Nullable RecordFile record;

  ArchiveFrames(ArchiveFile.Reader in) throws IOException {
    this.in = in;
    next();
  }

  void next() throws IOException {
    CborReader frame = CborReader.of(in.frame(), ErrorCode.ARCHIVE_INVALID);
    frame.arrayOf(2);
    kind = (int) frame.integer(RECORD, CUT);
    content = frame.bytes(MAX_BYTES);
    frame.end();
    record = kind == RECORD ? RecordFile.parse(content) : null;
  }

  int kind() {
    return kind;
  }

  byte[] content() {
    return content;
  }

  /** The next batch of records. */
  Iterator<RecordFile> records() {
    return new Iterator<>() {
      private int left = BATCH;

      @Override
      public boolean hasNext() {
        return left > 0 && kind == RECORD && !isLarge();
      }

      @Override
      public RecordFile next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        left--;
        return take();
      }
    };
  }

  boolean isLarge() {
    return record().parts().isPresent();
  }

  RecordFile record() {
    return Objects.requireNonNull(record, "only at the frame of a record");
  }

  private RecordFile take() {
    try {
      RecordFile file = record();
      next();
      return file;
    } catch (IOException e) {
      throw ArchiveFile.failed(e);
    }
  }

  static byte[] frame(int kind, byte[] content) {
    return new CborWriter().array(2).integer(kind).bytes(content).toBytes();
  }
}
