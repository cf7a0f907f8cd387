// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A directory that this process alone writes, by a lock on its file {@code lock}. Thread-safe. */
public final class DirectoryLock implements AutoCloseable {
  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Makes the directory where it is not there, durably, and locks it.
   *
   * @param directory if another process, or this one, has it already, this raises HBS-6003
   */
  public static DirectoryLock take(Path directory) {
    try {
      AtomicFile.createDirectories(directory);
      FileChannel channel = FileChannel.open(
          directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw new LedgerException.Permanent(
            LedgerErrorCode.IN_USE, "the directory " + directory + " is open elsewhere");
      }
      return new DirectoryLock(directory, channel);
    } catch (IOException e) {
      throw FileErrors.opening(directory, e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // this same process holds it
    }
  }

  /** Lets others open the directory. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw FileErrors.writing(directory, e);
    }
  }
}
