// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Collects the names of blobs that begin with a prefix, below a directory, while others write there: hidden folders are
 * passed by, and a file that vanishes is not an error. Not thread-safe: one per listing.
 */
final class FolderListing extends SimpleFileVisitor<Path> {
  private final Path root;
  private final String prefix;
  private final SortedSet<String> names = new TreeSet<>();

  FolderListing(Path root, String prefix) {
    this.root = root;
    this.prefix = prefix;
  }

  SortedSet<String> names() {
    return names;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    boolean wanted = folder.equals(root) || mayHold(name(folder));
    return wanted ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    String name = name(file);
    if (attributes.isRegularFile() && name.startsWith(prefix) && StoredName.matches(name)) {
      names.add(name);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    if (failure instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw failure;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
      throws IOException {
    if (failure != null) {
      throw failure;
    }
    return FileVisitResult.CONTINUE;
  }

  /** A folder with other names is not walked: a store is listed a part at a time so that no list is long. */
  private boolean mayHold(String folder) {
    return StoredName.matches(folder)
        && (prefix.startsWith(folder + "/") || (folder + "/").startsWith(prefix));
  }

  private String name(Path file) {
    return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
  }
}
