// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A log's tree at one verified head, read from tiles: proofs and entries without asking the log to compute anything.
 *
 * <p>Guarantee: every hash and entry that is returned follows from the head's root, top down, so that one altered bit in a
 * tile or bundle raises HBS-6312 with the path of the tile. Limits: at most 256 tiles, 2 MiB, are kept in memory; a tile
 * of which only the full form is left is read instead of the partial one. Not thread-safe: one per reader.
 */
public final class TiledTree {
  private static final int KEPT = 256;

  private final Checkpoint head;
  private final TileSource source;
  private final TileSource nearer;
  private final SubtreeHashes subtrees = this::complete;
  private final Map<Integer, Tile> edge = new LinkedHashMap<>();
  private final Map<TilePath, Tile> verified = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<TilePath, Tile> eldest) {
      return size() > KEPT;
    }
  };

  private TiledTree(Checkpoint head, TileSource source, TileSource nearer) {
    this.head = head;
    this.source = source;
    this.nearer = nearer;
  }

  /**
   * Reads the tiles at the right edge of the tree, at most eight, and verifies them against the head.
   *
   * @param head verified by the caller, for example by {@link TrustPolicy#verify}
   * @param source where the tiles are
   */
  public static TiledTree open(Checkpoint head, TileSource source) {
    return open(head, source, path -> Optional.empty());
  }

  /**
   * The same with a copy of some tiles, in which the tiles at the edge are not looked for.
   *
   * @param head verified by the caller
   * @param source where the tiles are
   * @param nearer is asked first for full tiles and for bundles; what does not follow from the head there is passed over
   */
  public static TiledTree open(Checkpoint head, TileSource source, TileSource nearer) {
    TiledTree tree = new TiledTree(head, source, nearer);
    tree.readEdge();
    return tree;
  }

  private void readEdge() {
    for (int level = 0; TilePath.count(level, head.size()) > 0; level++) {
      long count = TilePath.count(level, head.size());
      int width = (int) (count % TilePath.FULL);
      if (width > 0) {
        edge.put(level, read(new TilePath(level, count / TilePath.FULL, width)));
      }
    }
    // Its hashes are just those that the root is made of, so the root verifies each of them.
    if (!subtrees.rootOf(head.size()).equals(head.root())) {
      List<TilePath> paths = new ArrayList<>();
      edge.values().forEach(tile -> paths.add(tile.path()));
      throw new LedgerException.Integrity(
          LedgerErrorCode.TILE_CORRUPT,
          "one of the tiles " + paths + " is altered: together they don't make the head's root");
    }
  }

  /** A hash of the partial tile at the right edge of a level that has one. */
  TreeHash atEdge(int level, int place) {
    return Objects.requireNonNull(edge.get(level)).hash(place);
  }

  /** The head that everything follows from. */
  public Checkpoint head() {
    return head;
  }

  /**
   * The root at an earlier size.
   *
   * @param size at most the head's
   */
  public TreeHash root(long size) {
    check(size >= 0 && size <= head.size());
    return subtrees.rootOf(size);
  }

  /**
   * Proves a leaf in the tree of a size.
   *
   * @param index below the size
   * @param size at most the head's
   */
  public InclusionProof inclusion(long index, long size) {
    check(index >= 0 && index < size && size <= head.size());
    return subtrees.pathOf(index, size);
  }

  /**
   * Proves that the tree of one size is a prefix of that of another.
   *
   * @param from at most the other size
   * @param to at most the head's size
   */
  public ConsistencyProof consistency(long from, long to) {
    check(from >= 0 && from <= to && to <= head.size());
    return subtrees.prefixOf(from, to);
  }

  /**
   * The entries of a bundle, each verified against its leaf.
   *
   * @param index the bundle's; it has the entries from {@code 256 × index} on
   */
  public EntryBundle entries(long index) {
    check(index >= 0 && index <= (head.size() - 1) / TilePath.FULL && head.size() > 0);
    int width = (int) Math.min(TilePath.FULL, head.size() - index * TilePath.FULL);
    TilePath path = new TilePath(TilePath.ENTRIES, index, width);
    Tile leaves = tile(0, index);
    return nearer
        .read(path)
        .flatMap(bytes -> ifSound(() -> verified(path, bytes, leaves)))
        .or(() -> source.read(path).map(bytes -> verified(path, bytes, leaves)))
        .or(() -> source.read(path.full()).map(bytes -> verified(path.full(), bytes, leaves)))
        .orElseThrow(() -> missing(path));
  }

  /** The entries of a bundle, as many as there are leaves. */
  private static EntryBundle verified(TilePath path, byte[] bytes, Tile leaves) {
    EntryBundle bundle = EntryBundle.parse(path, bytes);
    List<byte[]> entries = new ArrayList<>();
    for (int place = 0; place < leaves.path().width(); place++) {
      if (!bundle.leaf(place).equals(leaves.hash(place))) {
        throw Tile.corrupt(path, "its entry " + place + " is not the one of the tree");
      }
      entries.add(bundle.entry(place));
    }
    return EntryBundle.of(entries);
  }

  private static <T> Optional<T> ifSound(Supplier<T> read) {
    try {
      return Optional.of(read.get());
    } catch (LedgerException.Integrity e) {
      return Optional.empty();
    }
  }

  /**
   * A tile, verified.
   *
   * @param path of hashes, full or partial, within the head's tree
   */
  public Tile tile(TilePath path) {
    check(!path.isEntries()
        && path.start() + path.width() <= TilePath.count(path.level(), head.size()));
    Tile tile = tile(path.level(), path.index());
    return tile.path().equals(path) ? tile : tile.first(path.width());
  }

  private TreeHash complete(int level, long place) {
    int within = level % TilePath.HEIGHT;
    long first = place << within;
    Tile tile = tile(level / TilePath.HEIGHT, first / TilePath.FULL);
    return tile.subtree(within, (int) (first % TilePath.FULL) >>> within);
  }

  private Tile tile(int level, long index) {
    Tile atEdge = edge.get(level);
    if (atEdge != null && atEdge.path().index() == index) {
      return atEdge;
    }
    TilePath path = new TilePath(level, index, TilePath.FULL);
    Tile known = verified.get(path);
    if (known != null) {
      return known;
    }
    TreeHash above = tile(level + 1, index / TilePath.FULL).hash((int) (index % TilePath.FULL));
    Tile read = nearer
        .read(path)
        .flatMap(bytes -> ifSound(() -> verified(Tile.parse(path, bytes), above)))
        .orElseGet(() -> verified(read(path), above));
    verified.put(path, read);
    return read;
  }

  private static Tile verified(Tile tile, TreeHash above) {
    if (!tile.subtree(TilePath.HEIGHT, 0).equals(above)) {
      throw Tile.corrupt(
          tile.path(), "it does not make the hash that stands for it one level above");
    }
    return tile;
  }

  private Tile read(TilePath path) {
    return source
        .read(path)
        .map(bytes -> Tile.parse(path, bytes))
        .or(() -> full(path))
        .orElseThrow(() -> missing(path));
  }

  private Optional<Tile> full(TilePath path) {
    return path.isPartial()
        ? source.read(path.full()).map(bytes -> Tile.parse(path.full(), bytes).first(path.width()))
        : Optional.empty();
  }

  private static LedgerException missing(TilePath path) {
    return new LedgerException.Permanent(
        LedgerErrorCode.TILE_MISSING, path + " is not where the log's tiles are");
  }

  private static void check(boolean within) {
    if (!within) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.OUT_OF_RANGE, "the tree has no such index or size");
    }
  }
}
