// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A disk that does as it is told: full, failing, slow. */
final class FaultyDisk implements FileLedgerBackend.Disk {
  final AtomicInteger forces = new AtomicInteger();
  final Semaphore mayForce = new Semaphore(Integer.MAX_VALUE);
  volatile CountDownLatch forceBegan = new CountDownLatch(1);
  volatile @Nullable String writeError;
  volatile @Nullable String forceError;
  volatile @Nullable String truncateError;
  volatile @Nullable String readError;

  @Override
  public JournalChannel open(Path file) throws IOException {
    return new Channel(new FileJournalChannel(file));
  }

  private static void fail(@Nullable String error) throws IOException {
    if (error != null) {
      throw new IOException(error);
    }
  }

  private final class Channel implements JournalChannel {
    private final JournalChannel real;

    Channel(JournalChannel real) {
      this.real = real;
    }

    @Override
    public long size() throws IOException {
      return real.size();
    }

    @Override
    public void read(ByteBuffer target, long offset) throws IOException {
      fail(readError);
      real.read(target, offset);
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
      if (writeError != null) { // half of it arrives, as on a disk that runs full
        real.write(source.slice(0, source.remaining() / 2), offset);
      }
      fail(writeError);
      real.write(source, offset);
    }

    @Override
    public void truncate(long size) throws IOException {
      fail(truncateError);
      real.truncate(size);
    }

    @Override
    public void force() throws IOException {
      forceBegan.countDown();
      mayForce.acquireUninterruptibly();
      try {
        forces.incrementAndGet();
        fail(forceError);
        real.force();
      } finally {
        mayForce.release();
      }
    }

    @Override
    public void close() throws IOException {
      real.close();
    }
  }
}
