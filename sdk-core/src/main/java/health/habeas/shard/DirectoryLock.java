// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a custodian's directory for one custodian at a time, whatever process it lives in; the system lets go of it when
 * that process ends, however it ends. Thread-safe.
 */
final class DirectoryLock implements AutoCloseable {
  private static final String FILE = ".lock";

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
          directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      return locked(directory, channel, false);
    } catch (IOException e) {
      throw StoreFailure.of(directory, e);
    }
  }

  /** Keeps custodians away without writing anything; others may look, too. Empty if no custodian ever was here. */
  static Optional<DirectoryLock> share(Path directory) {
    try {
      FileChannel channel = FileChannel.open(directory.resolve(FILE), StandardOpenOption.READ);
      return Optional.of(locked(directory, channel, true));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StoreFailure.of(directory, e);
    }
  }

  private static DirectoryLock locked(Path directory, FileChannel channel, boolean shared)
      throws IOException {
    if (isTaken(channel, shared)) {
      return new DirectoryLock(directory, channel);
    }
    channel.close();
    throw new StorageException(
        ErrorCode.STORE_IN_USE,
        "the directory " + directory + " is in use by a custodian of this or another process");
  }

  private static boolean isTaken(FileChannel channel, boolean shared) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
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
