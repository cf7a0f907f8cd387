// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A journal's file on a disk. Never used from a thread that may be interrupted: that would close the channel. */
final class FileJournalChannel implements JournalChannel {
  private final FileChannel channel;

  FileJournalChannel(Path file) throws IOException {
    this.channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public void read(ByteBuffer target, long offset) throws IOException {
    long at = offset;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        return;
      }
      at += count;
    }
  }

  @Override
  public void write(ByteBuffer source, long offset) throws IOException {
    long at = offset;
    while (source.hasRemaining()) {
      at += channel.write(source, at);
    }
  }

  @Override
  public void truncate(long size) throws IOException {
    channel.truncate(size);
  }

  @Override
  public void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
