// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a custodian's directory for one custodian at a time, whatever process it lives in; the system lets go of it when
 * that process ends, however it ends. Thread-safe.
 */
final class DirectoryLock implements AutoCloseable {
  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Takes the lock, or says who is in the way; the directory exists. */
  static DirectoryLock take(Path directory) {
    try {
      FileChannel channel = FileChannel.open(
          directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isTaken(channel)) {
        return new DirectoryLock(directory, channel);
      }
      channel.close();
    } catch (IOException e) {
      throw StoreFailure.of(directory, e);
    }
    throw new StorageException(
        ErrorCode.STORE_IN_USE,
        "the directory " + directory + " is in use by a custodian of this or another process");
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // this process has it already
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw StoreFailure.of(directory, e);
    }
  }
}
