// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import static health.habeas.ledger.internal.file.Ledgered.entries;
import static health.habeas.ledger.internal.file.Ledgered.entry;
import static health.habeas.ledger.internal.file.Ledgered.open;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Entry;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.EntryBundle;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TilePath;
import health.habeas.ledger.proof.TiledTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ledger whose directory has a folder {@code tiles} publishes itself there, and appends don't notice. */
class TileFolderTest {
  @TempDir
  Path temporary;

  private Path directory;
  private Path folder;

  @BeforeEach
  void aFolderForTiles() throws IOException {
    directory = temporary.resolve("ledger");
    folder = Files.createDirectories(directory.resolve("tiles"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 255, 256, 257, 1000, 66_000})
  void everyEntryAndProofIsInTheTiles(int size) throws IOException {
    append(0, size);
    assertWhole(size);
  }

  @Test
  void aFolderThatIsExtendedIsTheOneThatIsWrittenAtOnce() throws IOException {
    for (int size : new int[] {1, 200, 256, 300, 511, 513, 2000}) {
      append(published(), size);
    }
    assertWhole(2000);
    Map<String, byte[]> extended = fullTiles();
    deleteAll(folder);
    Files.createDirectories(folder);
    append(2000, 2000);
    assertWhole(2000);
    assertThat(fullTiles()).containsExactlyInAnyOrderEntriesOf(extended);
  }

  @Test
  void withoutTheFolderNothingIsPublished() throws IOException {
    Files.delete(folder);
    append(0, 300);
    assertThat(folder).doesNotExist();
    Files.createDirectory(folder);
    append(300, 300);
    assertWhole(300);
  }

  /** A crash between journal, tiles and checkpoint leaves tiles behind; they are caught up at the next opening. */
  @Test
  void whatACrashLeftBehindIsCaughtUpAtOpening() throws IOException {
    append(0, 700);
    byte[] earlier = Files.readAllBytes(folder.resolve("checkpoint"));
    append(700, 1500);
    Files.write(folder.resolve("checkpoint"), earlier);
    Files.delete(folder.resolve("tile/0/005.p/220"));
    append(1500, 1500);
    assertWhole(1500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/002.p/188", "checkpoint"})
  void aDamagedEdgeIsWrittenAgain(String name) throws IOException {
    append(0, 700);
    byte[] bytes = Files.readAllBytes(folder.resolve(name));
    bytes[bytes.length / 2] ^= 1;
    Files.write(folder.resolve(name), bytes);
    append(700, 800);
    assertWhole(800);
  }

  /** Where the log ends with a full tile, no partial one tells that it is lost. */
  @ParameterizedTest
  @ValueSource(strings = {"tile/0/001", "tile/entries/001", "tile/entries"})
  void whatIsLostOfAFullEdgeIsWrittenAgain(String name) throws IOException {
    append(0, 512);
    deleteAll(folder.resolve(name));
    append(512, 600);
    assertWhole(600);
  }

  @Test
  void theTilesOfAnotherLogAreWrittenOver() throws IOException {
    append(0, 600);
    Path other = temporary.resolve("other");
    Files.createDirectories(other);
    Files.move(folder, other.resolve("tiles"));
    directory = other;
    folder = other.resolve("tiles");
    append(0, 300);
    assertWhole(300);
  }

  @Test
  void partialTilesGoWhenTheFullOneIsThere() throws IOException {
    append(0, 100);
    append(100, 200);
    assertThat(folder.resolve("tile/0/000.p")).isDirectoryContaining("glob:**/{100,200}");
    append(200, 300);
    assertThat(folder.resolve("tile/0/000.p")).doesNotExist();
    assertThat(folder.resolve("tile/entries/000.p")).doesNotExist();
    assertThat(folder.resolve("tile/0/000")).exists();
  }

  /** Where tiles can't be written, the ledger goes on, and they follow when they can. */
  @Test
  void appendsAndHeadsDoNotDependOnTiles() throws IOException {
    Files.createFile(folder.resolve("tile")); // where a folder should be
    try (Ledger ledger = open(directory)) {
      ledger.append(entries(0, 300)).forEach(Outcome::orThrow);
      assertThat(ledger.head().claimed().size()).isEqualTo(300);
      ledger.append(entry(300)).orThrow();
    }
    assertThat(folder.resolve("checkpoint")).doesNotExist();
    Files.delete(folder.resolve("tile"));
    append(301, 301);
    assertWhole(301);
  }

  @Test
  void aHeadIsPublishedWhileTheLedgerIsOpen() throws IOException {
    try (Ledger ledger = open(directory)) {
      ledger.append(entries(0, 300)).forEach(Outcome::orThrow);
      SignedCheckpoint head = ledger.head();
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (published() < 300) {
        assertThat(System.nanoTime()).isLessThan(end);
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
      assertThat(Files.readAllBytes(folder.resolve("checkpoint"))).isEqualTo(head.bytes());
    }
  }

  private void append(int from, int to) {
    try (Ledger ledger = open(directory)) {
      for (int first = from; first < to; first += 1000) {
        ledger.append(entries(first, Math.min(to, first + 1000))).forEach(Outcome::orThrow);
      }
    }
  }

  private int published() throws IOException {
    Path file = folder.resolve("checkpoint");
    return Files.exists(file) ? (int) head().size() : 0;
  }

  private Checkpoint head() throws IOException {
    return SignedCheckpoint.parse(
            Files.readString(folder.resolve("checkpoint"), StandardCharsets.UTF_8))
        .claimed();
  }

  private void assertWhole(int size) throws IOException {
    TiledTree tree = TiledTree.open(head(), new TileDirectory(folder));
    assertThat(tree.head().size()).isEqualTo(size);
    List<Entry> found = new ArrayList<>();
    for (long bundle = 0; bundle * TilePath.FULL < size; bundle++) {
      EntryBundle entries = tree.entries(bundle); // verified, each against its leaf
      for (int place = 0; place < entries.size(); place++) {
        found.add(Entry.parse(entries.entry(place)));
      }
    }
    assertThat(found).isEqualTo(entries(0, size));
    assertThat(tree.inclusion(size / 2, size)
            .proves(found.get(size / 2).treeHash(), head().root()))
        .isTrue();
    assertThat(TilePath.added(0, size))
        .allSatisfy(path -> assertThat(folder.resolve(path.toString())).exists());
  }

  private Map<String, byte[]> fullTiles() throws IOException {
    Map<String, byte[]> tiles = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.toString().contains(".p") && !file.endsWith("checkpoint")) {
          tiles.put(folder.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    }
    return tiles;
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(each);
      }
    }
  }
}
