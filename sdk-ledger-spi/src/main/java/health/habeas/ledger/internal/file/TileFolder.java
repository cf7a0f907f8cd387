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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log that grows into tiles: tiles and bundles, and a {@code checkpoint} that is written last, so that all it needs is on
 * the medium when somebody reads it. Nothing here is needed by the ledger: where the edge is missing or damaged, all is
 * written again from the journal; but a journal that does not have what the checkpoint covers is not the newest. Not thread-safe: one per open ledger.
 */
final class TileFolder {
  private static final Logger LOG = LoggerFactory.getLogger(TileFolder.class);

  private final TileDirectory files;
  private final List<TilePath> unforced = new ArrayList<>();
  private TileWriter writer;

  private TileFolder(TileDirectory files) {
    this.files = files;
    this.writer = TileWriter.first(this::write);
  }

  /** Goes on where the folder's checkpoint is, or at the beginning, if its edge is not what the checkpoint says. */
  static TileFolder open(Path folder, NoteKey log) throws IOException {
    TileFolder tiles = new TileFolder(new TileDirectory(folder));
    Optional<byte[]> checkpoint = tiles.files.checkpoint();
    try {
      checkpoint.ifPresent(head -> tiles.resume(head, log));
    } catch (LedgerException.Integrity | LedgerException.Permanent e) {
      LOG.warn("the tiles of a log are damaged or another log's; they are written again");
      Files.delete(tiles.files.checkpointFile()); // nobody is to read what is about to change
      tiles.writer = TileWriter.first(tiles::write);
    }
    return tiles;
  }

  /** The head that a log published in a folder; none if it is damaged or another log's, and will be written again. */
  static Optional<SignedCheckpoint> published(Path folder, NoteKey log) {
    try {
      return new TileDirectory(folder).checkpoint().map(head -> signed(head, log));
    } catch (LedgerException.Integrity e) {
      return Optional.empty();
    }
  }

  private static SignedCheckpoint signed(byte[] checkpoint, NoteKey log) {
    SignedCheckpoint head = SignedCheckpoint.parse(checkpoint);
    if (!log.signed(head.note())) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.CHECKPOINT_UNTRUSTED, "the checkpoint of the tiles is another log's");
    }
    return head;
  }

  private void resume(byte[] checkpoint, NoteKey log) {
    SignedCheckpoint head = signed(checkpoint, log);
    writer = TileWriter.resume(TiledTree.open(head.claimed(), files), this::write);
  }

  private void write(TilePath path, byte[] bytes) {
    files.writeUnforced(path, bytes);
    unforced.add(path);
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
  void publish(SignedCheckpoint head) {
    writer.writeEdge();
    TiledTree.open(head.claimed(), files); // they make this head's root, or nobody is told of them
    files.force(unforced);
    files.writeCheckpoint(head.bytes());
    unforced.forEach(files::deletePartials); // readers of an earlier checkpoint take the full tile
    unforced.clear();
  }
}
