// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Consecutive hashes of one level of a tree, as C2SP tlog-tiles stores them: 32 bytes each, nothing else. Nothing in it is
 * verified until a {@link TiledTree} says so. Immutable.
 */
public final class Tile {
  private final TilePath path;
  private final byte[] hashes;

  private Tile(TilePath path, byte[] hashes) {
    this.path = path;
    this.hashes = hashes;
  }

  /**
   * Reads a tile.
   *
   * @param path of hashes; says how many there are
   * @param bytes exactly so many times 32; copied
   */
  public static Tile parse(TilePath path, byte[] bytes) {
    if (path.isEntries() || bytes.length != path.width() * TreeHash.SIZE_BYTES) {
      throw corrupt(path, "it has not the size of its " + path.width() + " hashes");
    }
    return new Tile(path, bytes.clone());
  }

  static Tile of(TilePath path, List<TreeHash> hashes) {
    ByteBuffer bytes = ByteBuffer.allocate(hashes.size() * TreeHash.SIZE_BYTES);
    hashes.forEach(hash -> bytes.put(hash.bytes()));
    return parse(path, bytes.array());
  }

  /** Where the tile stands. */
  public TilePath path() {
    return path;
  }

  /**
   * A hash of the tile.
   *
   * @param place from 0 to the width, exclusive
   */
  public TreeHash hash(int place) {
    int from = place * TreeHash.SIZE_BYTES;
    return TreeHash.of(Arrays.copyOfRange(hashes, from, from + TreeHash.SIZE_BYTES));
  }

  /**
   * The hash over consecutive hashes of the tile.
   *
   * @param level over {@code 2^level} of them, level at most 8
   * @param place counts such runs from the left
   */
  TreeHash subtree(int level, int place) {
    return level == 0
        ? hash(place)
        : TreeHash.node(subtree(level - 1, 2 * place), subtree(level - 1, 2 * place + 1));
  }

  /** The left part of this tile, under the path of a partial one. */
  Tile first(int width) {
    TilePath part = new TilePath(path.level(), path.index(), width);
    return new Tile(part, Arrays.copyOf(hashes, width * TreeHash.SIZE_BYTES));
  }

  /** A copy of the bytes, as files and servers hold them. */
  public byte[] bytes() {
    return hashes.clone();
  }

  /** Path alone. */
  @Override
  public String toString() {
    return "Tile[" + path + ']';
  }

  static LedgerException corrupt(TilePath path, String what) {
    return new LedgerException.Integrity(
        LedgerErrorCode.TILE_CORRUPT, path + " is refused: " + what);
  }
}
