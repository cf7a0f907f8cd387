// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The content of a large record, out of the frames that follow it. Not thread-safe. */
final class FrameContent extends InputStream {
  /** The exporter could not read the rest of a large record. */
  static final class CutOff extends IOException {
    static final long serialVersionUID = 1L;
  }

  private final ArchiveFrames frames;
  private ByteBuffer part = ByteBuffer.allocate(0);

  FrameContent(ArchiveFrames frames) {
    this.frames = frames;
  }

  @Override
  public int read() throws IOException {
    return isThereMore() ? part.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0 || !isThereMore()) {
      return length == 0 ? 0 : -1;
    }
    int count = Math.min(length, part.remaining());
    part.get(target, offset, count);
    return count;
  }

  private boolean isThereMore() throws IOException {
    while (!part.hasRemaining() && frames.kind() == ArchiveFrames.CONTENT) {
      part = ByteBuffer.wrap(frames.content());
      frames.next();
    }
    if (!part.hasRemaining() && frames.kind() == ArchiveFrames.CUT) {
      frames.next();
      throw new CutOff();
    }
    return part.hasRemaining();
  }
}
