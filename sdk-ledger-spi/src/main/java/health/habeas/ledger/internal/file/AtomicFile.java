// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Writes small files whole or not at all, readable by this account only. */
public final class AtomicFile {
  private static final Set<StandardOpenOption> CREATE =
      EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private AtomicFile() {}

  /**
   * Replaces a file; durable on return. The directory has one writer, so the temporary name is free.
   *
   * @param file made if it is not there
   * @param content all of it
   */
  public static void write(Path file, byte[] content) throws IOException {
    Path temporary = fill(file, content);
    forceFile(temporary);
    move(temporary, file);
    forceDirectory(file);
  }

  /**
   * Makes a directory and those above it, where they are not there; durable on return. One that a power failure takes away takes
   * along what was forced within it.
   *
   * @param directory nothing else may be in its place
   */
  public static void createDirectories(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath();
    Path parent = absolute.getParent();
    if (!Files.isDirectory(absolute) && parent != null) {
      createDirectories(parent);
      Files.createDirectories(absolute);
      forceDirectory(absolute);
    }
  }

  /**
   * Deletes a file, if it is there; durable on return.
   *
   * @param file in a directory that is there
   */
  static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    forceDirectory(file); // also if an earlier try was cut off before
  }

  /** Replaces a file; durable after {@link #force}. A crash before may leave it empty. */
  static void writeUnforced(Path file, byte[] content) throws IOException {
    move(fill(file, content), file);
  }

  /** Brings files and their names to the medium; for many at once, much cheaper than one by one. */
  static void force(Collection<Path> files) throws IOException {
    Map<Path, Path> directories = new HashMap<>(); // one file of each
    for (Path file : files) {
      forceFile(file);
      directories.put(file.toAbsolutePath().getParent(), file);
    }
    for (Path file : directories.values()) {
      forceDirectory(file);
    }
  }

  private static Path fill(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    try (FileChannel channel = FileChannel.open(temporary, CREATE, ownerOnly(file))) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }
    return temporary;
  }

  private static void forceFile(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void move(Path temporary, Path file) throws IOException {
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owner)};
  }

  private static void forceDirectory(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null
        || !file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return; // Windows makes a rename durable by itself, and can't open directories
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
