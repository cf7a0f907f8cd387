// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The one place where bytes reach a disk, so that a test can fill it. Thread-safe. */
@FunctionalInterface
interface Disk {
  /** The machine's own. */
  Disk REAL =
      file -> FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /** A channel to a new file. */
  FileChannel create(Path file) throws IOException;

  /** Writes a new file and returns when its bytes are on the disk; its name may not be yet. */
  default void write(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel = create(file)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  /** Returns when the names in a folder are on the disk. */
  default void syncNames(Path folder) throws IOException {
    // Windows opens no folder as a file and journals names by itself.
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
