// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes the tiles and entry bundles of a log that grows, entry by entry: each full one once, when it is full, and those at
 * the right edge whenever they are asked for. Memory: at most 256 entries and 256 hashes a level, however large the log is.
 *
 * <p>What it writes is what {@link TilePath#added} lists, and what {@link MerkleTree#tile} and {@link EntryBundle} make.
 * Not thread-safe: one per log. Source: C2SP tlog-tiles.
 */
public final class TileWriter {
  /** Where tiles and bundles go. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Keeps a tile or bundle.
     *
     * @param path its name
     * @param bytes its content
     */
    void write(TilePath path, byte[] bytes);
  }

  private final Sink sink;
  private final List<byte[]> bundle = new ArrayList<>();
  // edge.get(k) holds the hashes of level k that are not in a full tile yet, left to right
  private final List<List<TreeHash>> edge = new ArrayList<>();
  private long size;

  private TileWriter(Sink sink) {
    this.sink = sink;
  }

  /**
   * The writer of an empty log.
   *
   * @param sink where tiles and bundles go
   */
  public static TileWriter first(Sink sink) {
    return new TileWriter(sink);
  }

  /**
   * The writer of a log whose tiles are there up to a head. Only those at the right edge are read, the last bundle among them, even
   * if it is full.
   *
   * @param written the tiles that are there
   * @param sink where further ones go
   * @throws health.habeas.ledger.error.LedgerException.Integrity if the edge is not what the head's root follows from
   */
  public static TileWriter resume(TiledTree written, Sink sink) {
    TileWriter writer = new TileWriter(sink);
    writer.size = written.head().size();
    for (int level = 0; TilePath.count(level, writer.size) > 0; level++) {
      List<TreeHash> hashes = new ArrayList<>();
      for (int place = 0; place < TilePath.count(level, writer.size) % TilePath.FULL; place++) {
        hashes.add(written.atEdge(level, place));
      }
      writer.edge.add(hashes);
    }
    if (writer.size > 0) {
      EntryBundle last = written.entries((writer.size - 1) / TilePath.FULL);
      for (int place = 0; place < last.size() % TilePath.FULL; place++) {
        writer.bundle.add(last.entry(place));
      }
    }
    return writer;
  }

  /** The number of entries so far. */
  public long size() {
    return size;
  }

  /**
   * Appends an entry, and writes what is full with it.
   *
   * @param entry the bytes that the leaf hash is over; copied
   */
  public void add(byte[] entry) {
    TreeHash leaf = TreeHash.leaf(entry);
    bundle.add(entry.clone());
    size++;
    if (bundle.size() == TilePath.FULL) {
      writeBundle();
      bundle.clear();
    }
    add(0, leaf);
  }

  private void add(int level, TreeHash hash) {
    if (edge.size() == level) {
      edge.add(new ArrayList<>());
    }
    List<TreeHash> hashes = edge.get(level);
    hashes.add(hash);
    if (hashes.size() == TilePath.FULL) {
      Tile full = writeTile(level);
      hashes.clear();
      add(level + 1, full.subtree(TilePath.HEIGHT, 0));
    }
  }

  /** Writes the partial tiles and the partial bundle at the right edge, which a head of this size needs. */
  public void writeEdge() {
    if (!bundle.isEmpty()) {
      writeBundle();
    }
    for (int level = 0; level < edge.size(); level++) {
      if (!edge.get(level).isEmpty()) {
        writeTile(level);
      }
    }
  }

  private void writeBundle() {
    TilePath path = new TilePath(TilePath.ENTRIES, (size - 1) / TilePath.FULL, bundle.size());
    sink.write(path, EntryBundle.of(bundle).bytes());
  }

  private Tile writeTile(int level) {
    List<TreeHash> hashes = edge.get(level);
    long index = (TilePath.count(level, size) - 1) / TilePath.FULL;
    Tile tile = Tile.of(new TilePath(level, index, hashes.size()), hashes);
    sink.write(tile.path(), tile.bytes());
    return tile;
  }
}
