// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.NoteKey;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TilePath;
import health.habeas.ledger.proof.TileWriter;
import health.habeas.ledger.proof.TiledTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that holds a log as C2SP tlog-tiles: tiles, entry bundles, and a {@code checkpoint} that is written last, so that
 * all it needs is on the medium when somebody reads it. Nothing here is needed by the ledger: what is missing or damaged is
 * written again from the journal. Not thread-safe: one per open ledger.
 */
final class TileFolder {
  private static final Logger LOG = LoggerFactory.getLogger(TileFolder.class);

  private final Path folder;
  private final NoteKey log;
  private final List<TilePath> unforced = new ArrayList<>();
  private TileWriter writer;

  private TileFolder(Path folder, NoteKey log) {
    this.folder = folder;
    this.log = log;
    this.writer = TileWriter.first(this::write);
  }

  /** Goes on where the folder's checkpoint is, or at the beginning, if its edge is not what the checkpoint says. */
  static TileFolder open(Path folder, NoteKey log) throws IOException {
    TileFolder tiles = new TileFolder(folder, log);
    Path file = folder.resolve("checkpoint");
    if (Files.exists(file)) {
      try {
        tiles.resume(SignedCheckpoint.parse(Files.readString(file, StandardCharsets.UTF_8)));
      } catch (LedgerException | UncheckedIOException e) {
        LOG.warn("the tiles of a log are damaged or another log's; they are written again");
        Files.delete(file); // nobody is to read what is about to change
        tiles.writer = TileWriter.first(tiles::write);
      }
    }
    return tiles;
  }

  private void resume(SignedCheckpoint written) {
    if (!log.signed(written.note())) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.CHECKPOINT_UNTRUSTED, "the checkpoint of the tiles is another log's");
    }
    writer = TileWriter.resume(TiledTree.open(written.claimed(), this::read), this::write);
  }

  private Optional<byte[]> read(TilePath path) {
    Path file = folder.resolve(path.toString());
    try {
      return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many entries are in tiles, on the medium or about to be. */
  long size() {
    return writer.size();
  }

  /** Takes in the next entries. */
  void add(List<StoredEntry> entries) {
    entries.forEach(stored -> writer.add(stored.entry().bytes()));
  }

  /** Makes a head of this size the folder's checkpoint. */
  void publish(SignedCheckpoint head) throws IOException {
    writer.writeEdge();
    TiledTree.open(
        head.claimed(), this::read); // they make this head's root, or nobody is told of them
    AtomicFile.force(
        unforced.stream().map(path -> folder.resolve(path.toString())).toList());
    AtomicFile.write(folder.resolve("checkpoint"), head.bytes());
    for (TilePath path : unforced) {
      if (!path.isPartial()) {
        dropPartials(path);
      }
    }
    unforced.clear();
  }

  private void write(TilePath path, byte[] bytes) {
    try {
      Path file = folder.resolve(path.toString());
      Files.createDirectories(file.toAbsolutePath().getParent());
      AtomicFile.writeUnforced(file, bytes);
      unforced.add(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Readers of an earlier checkpoint take the full tile instead.
  private void dropPartials(TilePath full) throws IOException {
    Path file = folder.resolve(full.toString());
    Path partial = file.resolveSibling(file.getFileName() + ".p");
    if (Files.isDirectory(partial)) {
      try (Stream<Path> all = Files.walk(partial)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
