// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Blobs as files below one directory.
 *
 * <p>A blob is written to a temporary file and flushed, then linked to its name, which fails if the name exists: that is
 * atomic between processes too, and a crash leaves either nothing or the whole blob. Then the folder is flushed.
 * Thread-safe.
 */
final class DirectoryShardStore implements ShardStore {
  private static final String TEMPORARY = ".tmp";
  private static final int ATTEMPTS = 3;

  private final Path root;
  private final Path temporary;
  private final Disk disk;
  // Folders whose own names are known to be on the disk.
  private final Set<Path> settled = ConcurrentHashMap.newKeySet();

  private DirectoryShardStore(Path root, Disk disk) {
    this.root = root;
    this.temporary = root.resolve(TEMPORARY);
    this.disk = disk;
  }

  static DirectoryShardStore open(Path directory) {
    return open(directory, Disk.REAL);
  }

  static DirectoryShardStore open(Path directory, Disk disk) {
    DirectoryShardStore store = new DirectoryShardStore(directory.toAbsolutePath(), disk);
    try {
      store.settle(store.temporary);
      store.removeLeftovers();
      store.probe();
      return store;
    } catch (IOException e) {
      throw StoreFailure.of(store.root, e);
    }
  }

  /** To look at what is there: nothing is made, removed or tried. */
  static DirectoryShardStore reading(Path directory) {
    DirectoryShardStore store = new DirectoryShardStore(directory.toAbsolutePath(), Disk.REAL);
    if (!Files.isDirectory(directory)) {
      throw StoreFailure.of(store.root, new NotDirectoryException(directory.toString()));
    }
    return store;
  }

  /** How many drafts of writes that were cut off are here. */
  long drafts() {
    if (!Files.isDirectory(temporary)) {
      return 0;
    }
    try (Stream<Path> drafts = Files.list(temporary)) {
      return drafts.count();
    } catch (IOException e) {
      throw StoreFailure.of(root, e);
    }
  }

  @Override
  public boolean putIfAbsent(String name, byte[] blob) {
    return putAllIfAbsent(Map.of(name, blob)).isEmpty();
  }

  @Override
  public Set<String> putAllIfAbsent(Map<String, byte[]> blobs) {
    blobs.keySet().forEach(StoredName::require);
    Set<String> present = new TreeSet<>();
    Set<Path> folders = new LinkedHashSet<>();
    try {
      for (Map.Entry<String, byte[]> blob : blobs.entrySet()) {
        Path target = root.resolve(blob.getKey());
        if (!place(target, blob.getValue())) {
          present.add(blob.getKey());
        }
        folders.add(folder(target));
      }
      // Also for a name that was there: another process may have linked it without having flushed
      // it yet.
      for (Path folder : folders) {
        disk.syncNames(folder);
      }
      return present;
    } catch (IOException e) {
      throw StoreFailure.of(root, e);
    }
  }

  @Override
  public Optional<byte[]> get(String name) {
    Path file = root.resolve(StoredName.require(name));
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StoreFailure.of(root, e);
    }
  }

  @Override
  public Optional<byte[]> getRange(String name, long offset, int length) {
    Path file = root.resolve(StoredName.require(name));
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException("a range begins at 0 or later and is not negative");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return offset > channel.size() - length ? Optional.empty() : read(channel, offset, length);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StoreFailure.of(root, e);
    }
  }

  @Override
  public boolean delete(String name) {
    Path file = root.resolve(StoredName.require(name));
    try {
      if (!Files.isRegularFile(file) || !Files.deleteIfExists(file)) {
        return false;
      }
      disk.syncNames(folder(file));
      return true;
    } catch (IOException e) {
      throw StoreFailure.of(root, e);
    }
  }

  @Override
  public List<String> list(String prefix) {
    Path folder = root.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1)).normalize();
    if (!folder.startsWith(root) || !Files.isDirectory(folder)) {
      return List.of();
    }
    try {
      FolderListing listing = new FolderListing(root, prefix);
      Files.walkFileTree(folder, listing);
      return List.copyOf(listing.names());
    } catch (IOException e) {
      throw StoreFailure.of(root, e);
    }
  }

  @Override
  public Set<StoreCapability> capabilities() {
    return Set.of(StoreCapability.DURABLE, StoreCapability.CHEAP_RANGE, StoreCapability.SHARED);
  }

  @Override
  public void close() {}

  private static Optional<byte[]> read(FileChannel channel, long offset, int length)
      throws IOException {
    ByteBuffer part = ByteBuffer.allocate(length);
    while (part.hasRemaining()) {
      if (channel.read(part, offset + part.position()) < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(part.array());
  }

  /** Puts the blob at its name, or says that the name is taken. */
  private boolean place(Path target, byte[] blob) throws IOException {
    settle(folder(target));
    for (int attempt = 1; ; attempt++) {
      if (Files.isRegularFile(target)) {
        return false;
      }
      try {
        return link(target, blob);
      } catch (NoSuchFileException e) {
        // Another process that opened this directory just now took our temporary file for a
        // leftover.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private boolean link(Path target, byte[] blob) throws IOException {
    Path draft = temporary.resolve(UUID.randomUUID().toString());
    try {
      disk.write(draft, blob);
      Files.createLink(target, draft);
      return true;
    } catch (FileAlreadyExistsException e) {
      if (Files.isRegularFile(target)) {
        return false;
      }
      throw e;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Creates a folder and those above it up to the root, each on the disk before what lies in it. */
  private void settle(Path folder) throws IOException {
    if (settled.contains(folder)) {
      return;
    }
    if (folder.equals(root)) {
      Files.createDirectories(root);
    } else {
      settle(folder(folder));
      Files.createDirectories(folder);
    }
    disk.syncNames(folder(folder));
    settled.add(folder);
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.getParent(), "a store can't be a whole file system");
  }

  private void removeLeftovers() throws IOException {
    try (Stream<Path> drafts = Files.list(temporary)) {
      for (Path draft : drafts.toList()) {
        Files.deleteIfExists(draft);
      }
    }
  }

  /** Fails now, not at the first record, where links or writes are impossible. */
  private void probe() throws IOException {
    Path target = temporary.resolve(UUID.randomUUID().toString());
    try {
      place(target, new byte[0]);
    } catch (UnsupportedOperationException e) {
      throw new IOException("the file system has no hard links", e);
    } finally {
      Files.deleteIfExists(target);
    }
  }
}
