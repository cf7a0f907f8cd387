// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** C2SP tlog-tiles: paths, tiles and bundles as a log writes them, and the tree as a reader verifies it. */
class TilesTest {
  private static final int SIZE = 70_000;
  private static final MerkleTree TREE = new MerkleTree();

  static {
    for (int i = 0; i < SIZE; i++) {
      TREE.add(TreeHash.leaf(entry(i)));
    }
  }

  private static byte[] entry(long index) {
    return ByteBuffer.allocate(9).putLong(index).array();
  }

  private static Checkpoint head(long size) {
    return Checkpoint.of("example.com/log", size, TREE.root(size));
  }

  /** What a log writes while it grows through these sizes. */
  private static Map<TilePath, byte[]> written(long... sizes) {
    Map<TilePath, byte[]> files = new HashMap<>();
    long before = 0;
    for (long size : sizes) {
      TilePath.added(before, size).forEach(path -> files.put(path, bytes(path)));
      before = size;
    }
    return files;
  }

  private static byte[] bytes(TilePath path) {
    if (!path.isEntries()) {
      return TREE.tile(path).bytes();
    }
    List<byte[]> entries = new ArrayList<>();
    for (int i = 0; i < path.width(); i++) {
      entries.add(entry(path.start() + i));
    }
    return EntryBundle.of(entries).bytes();
  }

  private static TileSource from(Map<TilePath, byte[]> files) {
    return path -> Optional.ofNullable(files.get(path));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 256, tile/0/000",
    "0, 999, 256, tile/0/999",
    "0, 1000, 1, tile/0/x001/000.p/1",
    "1, 1234067, 256, tile/1/x001/x234/067",
    "63, 0, 255, tile/63/000.p/255",
    "-1, 1234067, 112, tile/entries/x001/x234/067.p/112",
    "-1, 1000000, 256, tile/entries/x001/x000/000",
    "0, 36028797018963967, 256, tile/0/x036/x028/x797/x018/x963/967"
  })
  void pathsAreThoseOfTheSpecification(int level, long index, int width, String path) {
    assertThat(new TilePath(level, index, width)).hasToString(path);
    assertThat(TilePath.parse(path)).isEqualTo(new TilePath(level, index, width));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/00/000",
        "tile/01/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/0/x001/x000",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000.p/",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/000.p/1\n",
        "tile/entry/000",
        "tile/0/x036/x028/x797/x018/x963/968",
        "tile/0/x999/x999/x999/x999/x999/999",
        "tile/0/x001/x000/x000/x000/x000/x000/000",
        "tile/0/../../etc",
        "tile/0/\u0660\u0660\u0660"
      })
  void refusesOtherPaths(String path) {
    assertThatThrownBy(() -> TilePath.parse(path)).isInstanceOf(LedgerException.Integrity.class);
  }

  @Test
  void aTreeOf70000HasTheTilesOfTheSpecification() {
    Map<Integer, List<TilePath>> levels =
        TilePath.added(0, SIZE).collect(Collectors.groupingBy(TilePath::level));
    assertThat(levels).containsOnlyKeys(-1, 0, 1, 2);
    assertThat(levels.get(0)).hasSize(274).endsWith(new TilePath(0, 273, 112));
    assertThat(levels.get(-1)).hasSize(274).endsWith(new TilePath(-1, 273, 112));
    assertThat(levels.get(1)).containsExactly(new TilePath(1, 0, 256), new TilePath(1, 1, 17));
    assertThat(levels.get(2)).containsExactly(new TilePath(2, 0, 1));
    assertThat(TilePath.added(0, 256).map(TilePath::toString))
        .containsExactly("tile/entries/000", "tile/0/000", "tile/1/000.p/1");
    assertThat(TilePath.added(70, 70)).isEmpty();
    assertThat(TilePath.added(255, 257).map(TilePath::toString))
        .containsExactly(
            "tile/entries/000",
            "tile/entries/001.p/1",
            "tile/0/000",
            "tile/0/001.p/1",
            "tile/1/000.p/1");
  }

  @Test
  void aTileHasTheHashesOfItsLevel() {
    Tile above = TREE.tile(new TilePath(1, 0, 256));
    for (int i = 0; i < 256; i++) {
      Tile tile = TREE.tile(new TilePath(0, i, 256));
      assertThat(tile.hash(7)).isEqualTo(TreeHash.leaf(entry(i * 256L + 7)));
      assertThat(tile.subtree(8, 0)).isEqualTo(above.hash(i));
    }
    assertThat(TREE.tile(new TilePath(2, 0, 1)).hash(0)).isEqualTo(TREE.root(65_536));
  }

  @Test
  void aTreeHasNoTilesBeyondItsSize() {
    for (TilePath path : List.of(
        new TilePath(0, 273, 113),
        new TilePath(0, 274, 1),
        new TilePath(1, 1, 18),
        new TilePath(2, 0, 2),
        new TilePath(3, 0, 1),
        new TilePath(8, 0, 1),
        new TilePath(63, 0, 1),
        new TilePath(0, (1L << 55) - 1, 256),
        new TilePath(TilePath.ENTRIES, 0, 1))) {
      assertThatThrownBy(() -> TREE.tile(path)).hasMessageStartingWith("HBS-6206");
    }
    assertThatThrownBy(() -> new TilePath(0, 1L << 55, 1)).hasMessageStartingWith("HBS-6206");
    assertThatThrownBy(() -> TilePath.added(2, 1)).hasMessageStartingWith("HBS-6206");
  }

  @Test
  void readsProofsAndEntriesFromTiles() {
    TiledTree tree = TiledTree.open(head(SIZE), from(written(SIZE)));
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      long size = 1L + random.nextInt(SIZE);
      long index = random.nextLong(size);
      assertThat(tree.inclusion(index, size)).isEqualTo(TREE.inclusion(index, size));
      long from = random.nextLong(size);
      assertThat(tree.consistency(from, size)).isEqualTo(TREE.consistency(from, size));
      assertThat(tree.root(size)).isEqualTo(TREE.root(size));
    }
    assertThat(tree.entries(273).size()).isEqualTo(112);
    assertThat(tree.entries(5).entry(3)).isEqualTo(entry(1283));
    assertThatThrownBy(() -> tree.entries(274)).hasMessageStartingWith("HBS-6206");
    assertThatThrownBy(() -> tree.inclusion(SIZE, SIZE)).hasMessageStartingWith("HBS-6206");
    assertThatThrownBy(() -> tree.root(SIZE + 1)).hasMessageStartingWith("HBS-6206");
  }

  @Test
  void anEmptyTreeNeedsNoTile() {
    TiledTree tree = TiledTree.open(head(0), path -> Optional.empty());
    assertThat(tree.root(0)).isEqualTo(TreeHash.empty());
    assertThatThrownBy(() -> tree.entries(0)).hasMessageStartingWith("HBS-6206");
    Checkpoint wrong = Checkpoint.of("example.com/log", 0, TREE.root(1));
    assertThatThrownBy(() -> TiledTree.open(wrong, path -> Optional.empty()))
        .hasMessageStartingWith("HBS-6312");
  }

  @Test
  void takesTheFullTileWhereThePartialOneIsGone() {
    Map<TilePath, byte[]> files = written(70, 300, SIZE);
    files.keySet().removeIf(path -> path.isPartial() && path.level() < 1);
    files.put(new TilePath(0, 273, 112), bytes(new TilePath(0, 273, 112)));
    TiledTree tree = TiledTree.open(head(300), from(files));
    assertThat(tree.inclusion(260, 300)).isEqualTo(TREE.inclusion(260, 300));
    assertThat(tree.entries(1).size()).isEqualTo(44);
    assertThat(tree.entries(1).entry(43)).isEqualTo(entry(299));
  }

  @Test
  void namesTheTileThatIsMissing() {
    Map<TilePath, byte[]> files = written(SIZE);
    files.remove(new TilePath(0, 17, 256));
    TiledTree tree = TiledTree.open(head(SIZE), from(files));
    assertThatThrownBy(() -> tree.inclusion(4353, SIZE))
        .hasMessageStartingWith("HBS-6208 tile/0/017 is not");
    assertThat(tree.inclusion(4609, SIZE)).isNotNull();
    files.remove(new TilePath(1, 1, 17));
    assertThatThrownBy(() -> TiledTree.open(head(SIZE), from(files)))
        .hasMessageStartingWith("HBS-6208 tile/1/001.p/17 is not");
  }

  @Test
  void everyFlippedBitOfATileOrBundleIsFoundAndItsTileNamed() {
    Map<TilePath, byte[]> files = written(600);
    for (TilePath path : List.copyOf(files.keySet())) {
      byte[] sound = bytes(path);
      for (int bit = 0; bit < sound.length * 8; bit += 37) {
        byte[] flipped = sound.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        files.put(path, flipped);
        assertThatThrownBy(() -> readAll(files, 600))
            .as("%s bit %s", path, bit)
            .isInstanceOfSatisfying(
                LedgerException.Integrity.class,
                e -> assertThat(e.code()).isEqualTo(LedgerErrorCode.TILE_CORRUPT))
            .hasMessageContaining(path.toString());
      }
      files.put(path, sound);
    }
    readAll(files, 600);
  }

  private static void readAll(Map<TilePath, byte[]> files, long size) {
    TiledTree tree = TiledTree.open(head(size), from(files));
    for (long bundle = 0; bundle * 256 < size; bundle++) {
      tree.entries(bundle);
    }
  }

  @Test
  void refusesTilesAndBundlesOfAnotherSize() {
    TilePath two = new TilePath(0, 0, 2);
    for (int size : new int[] {0, 32, 63, 65, 96}) {
      assertThatThrownBy(() -> Tile.parse(two, new byte[size])).hasMessageStartingWith("HBS-6312");
    }
    TilePath pair = new TilePath(TilePath.ENTRIES, 0, 2);
    assertThatThrownBy(() -> Tile.parse(pair, new byte[64])).hasMessageStartingWith("HBS-6312");
    assertThatThrownBy(() -> EntryBundle.parse(two, new byte[4]))
        .hasMessageStartingWith("HBS-6312");
    for (byte[] wrong : new byte[][] {
      {}, {0}, {0, 0}, {0, 0, 0}, {0, 1, 7, 0, 1}, {0, 0, 0, 0, 0}, {0, 0, (byte) 0xff, (byte) 0xff}
    }) {
      assertThatThrownBy(() -> EntryBundle.parse(pair, wrong))
          .hasMessageStartingWith("HBS-6312 tile/entries/000.p/2");
    }
    assertThat(EntryBundle.parse(pair, new byte[] {0, 0, 0, 1, 9}).entry(1)).containsExactly(9);
    assertThatThrownBy(() -> EntryBundle.of(List.of())).hasMessageStartingWith("HBS-6202");
    assertThatThrownBy(() -> EntryBundle.of(List.of(new byte[65_536])))
        .hasMessageStartingWith("HBS-6202");
  }

  @Property
  void anyPathReadsBackAsItWasWritten(
      @ForAll @IntRange(min = -1, max = 63) int level,
      @ForAll @LongRange(min = 0, max = (1L << 55) - 1) long index,
      @ForAll @IntRange(min = 1, max = 256) int width) {
    TilePath path = new TilePath(level, index, width);
    assertThat(TilePath.parse(path.toString())).isEqualTo(path);
  }

  @Property(tries = 40)
  void anyBundleReadsBackAsItWasWritten(@ForAll List<byte[]> some) {
    List<byte[]> entries = some.isEmpty() ? List.of(new byte[0]) : some;
    entries = entries.subList(0, Math.min(256, entries.size()));
    byte[] bytes = EntryBundle.of(entries).bytes();
    EntryBundle read = EntryBundle.parse(new TilePath(TilePath.ENTRIES, 0, entries.size()), bytes);
    assertThat(read.bytes()).isEqualTo(bytes);
    assertThat(read.size()).isEqualTo(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      assertThat(read.entry(i)).isEqualTo(entries.get(i));
    }
  }

  @Property(tries = 60)
  void whateverTheGrowthTheTreeIsWhole(
      @ForAll @IntRange(min = 1, max = 3000) int first,
      @ForAll @IntRange(min = 0, max = 3000) int second,
      @ForAll @IntRange(min = 0, max = 3000) int third) {
    Map<TilePath, byte[]> files = written(first, first + second, first + second + third);
    for (int size : new int[] {first, first + second, first + second + third}) {
      readAll(files, size);
    }
  }

  @Test
  void aCopyThatFollowsFromTheHeadSparesTheSource() {
    TiledTree tree = TiledTree.open(
        head(SIZE),
        path -> {
          assertThat(path.isPartial()).as("%s", path).isTrue(); // the edge alone
          return Optional.of(bytes(path));
        },
        from(written(SIZE)));
    assertThat(tree.tile(new TilePath(0, 7, 256)).bytes())
        .isEqualTo(bytes(new TilePath(0, 7, 256)));
    assertThat(tree.entries(7).bytes()).isEqualTo(bytes(new TilePath(-1, 7, 256)));
  }

  @Test
  void aCopyThatIsAlteredIsPassedOver() {
    TilePath tile = new TilePath(0, 7, 256);
    TilePath bundle = new TilePath(-1, 7, 256);
    byte[] altered = bytes(bundle);
    altered[5] ^= 1;
    Map<TilePath, byte[]> copy = Map.of(tile, Arrays.copyOf(bytes(tile), 100), bundle, altered);
    Map<TilePath, byte[]> good = written(SIZE);
    TiledTree tree = TiledTree.open(head(SIZE), from(good), from(copy));
    assertThat(tree.entries(7).bytes()).isEqualTo(bytes(bundle));
    assertThat(tree.tile(tile).bytes()).isEqualTo(bytes(tile));
    good.put(bundle, altered);
    assertThatThrownBy(() -> tree.entries(7)).hasMessageContaining("HBS-6312 tile/entries/007 ");
  }
}
