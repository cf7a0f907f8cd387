// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A journal's file in memory: opens thousands of times a second. */
final class ArrayDisk implements JournalChannel {
  private byte[] content;

  ArrayDisk(byte[] content) {
    this.content = content.clone();
  }

  @Override
  public long size() {
    return content.length;
  }

  @Override
  public void read(ByteBuffer target, long offset) {
    int count = (int) Math.max(0, Math.min(target.remaining(), content.length - offset));
    target.put(content, (int) Math.min(offset, content.length), count);
  }

  @Override
  public void write(ByteBuffer source, long offset) {
    int end = (int) offset + source.remaining();
    content = Arrays.copyOf(content, Math.max(end, content.length));
    source.get(content, (int) offset, source.remaining());
  }

  @Override
  public void truncate(long size) {
    content = Arrays.copyOf(content, (int) size);
  }

  @Override
  public void force() {}

  @Override
  public void close() {}
}
