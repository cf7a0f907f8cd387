// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.proof.EntryBundle;
import health.habeas.ledger.proof.TilePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A log as files, in the layout of C2SP tlog-tiles: {@code checkpoint} and {@code tile/…} below one directory. Reading is
 * bounded; nothing that is read is verified. Thread-safe for readers; one writer.
 */
public final class TileDirectory implements PublishedLog {
  /** The largest file that is read: a bundle of the largest entries. */
  public static final int MOST_BYTES = TilePath.FULL * (Short.BYTES + EntryBundle.MAX_ENTRY_BYTES);

  private final Path root;

  /**
   * A directory, which need not be there yet.
   *
   * @param root of the layout
   */
  public TileDirectory(Path root) {
    this.root = root;
  }

  @Override
  public Optional<byte[]> checkpoint() {
    return read(checkpointFile());
  }

  @Override
  public Optional<byte[]> read(TilePath path) {
    return read(file(path));
  }

  // A file that is longer than any is cut, and so refused by whoever parses it.
  private static Optional<byte[]> read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(in.readNBytes(MOST_BYTES + 1));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw FileErrors.reading(file, e);
    }
  }

  /**
   * Shows all files that lie there, those of the layout and others.
   *
   * @param seen gets each name, as a path from the directory
   */
  public void eachFile(Consumer<String> seen) {
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> seen.accept(root.relativize(file).toString().replace('\\', '/')));
    } catch (IOException e) {
      throw FileErrors.reading(root, e);
    } catch (UncheckedIOException e) {
      throw FileErrors.reading(root, new IOException(e));
    }
  }

  /**
   * Where a tile is, or would be.
   *
   * @param path of a tile or bundle
   */
  public Path file(TilePath path) {
    return root.resolve(path.toString());
  }

  /** Where the newest head is, or would be. */
  public Path checkpointFile() {
    return root.resolve("checkpoint");
  }

  /**
   * Writes a tile or bundle, durably.
   *
   * @param path where
   * @param bytes verified by the caller
   */
  public void write(TilePath path, byte[] bytes) {
    Path file = file(path);
    try {
      makeRoomFor(file);
      AtomicFile.write(file, bytes);
    } catch (IOException e) {
      throw FileErrors.writing(file, e);
    }
  }

  /** Writes a tile or bundle, durably only after {@link #force}. */
  void writeUnforced(TilePath path, byte[] bytes) {
    Path file = file(path);
    try {
      makeRoomFor(file);
      AtomicFile.writeUnforced(file, bytes);
    } catch (IOException e) {
      throw FileErrors.writing(file, e);
    }
  }

  private static void makeRoomFor(Path file) throws IOException {
    AtomicFile.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
  }

  /**
   * Brings tiles and bundles that were written to the medium.
   *
   * @param paths that are there
   */
  public void force(List<TilePath> paths) {
    try {
      AtomicFile.force(paths.stream().map(this::file).toList());
    } catch (IOException e) {
      throw FileErrors.writing(root, e);
    }
  }

  /**
   * Deletes the partial tiles in the place of a full one.
   *
   * @param path of a tile that is there; nothing is done for a partial one
   */
  public void deletePartials(TilePath path) {
    Path partials = root.resolve(path + ".p");
    if (path.isPartial() || !Files.isDirectory(partials)) {
      return;
    }
    try (Stream<Path> widths = Files.list(partials)) {
      for (Path width : widths.toList()) {
        Files.delete(width);
      }
      Files.delete(partials);
    } catch (IOException e) {
      throw FileErrors.writing(partials, e);
    }
  }

  /**
   * Replaces the head, durably; the tiles that it needs are there already.
   *
   * @param head verified by the caller
   */
  public void writeCheckpoint(byte[] head) {
    try {
      AtomicFile.write(checkpointFile(), head);
    } catch (IOException e) {
      throw FileErrors.writing(checkpointFile(), e);
    }
  }
}
