// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.file.TileDirectory;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TilePath;
import health.habeas.ledger.proof.TiledTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneTilesTest {
  private static final int SIZE = 2000;

  @TempDir
  Path directory;

  private Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void aPublishedLedger() throws IOException {
    folder = Files.createDirectory(directory.resolve("tiles"));
    append(0, SIZE);
  }

  @Test
  void everythingFromTheMinimumIndexOnStaysProvable() throws IOException {
    assertThat(prune("1100")).isZero();
    assertThat(said()).isEqualTo("8 tiles and bundles below 1100 were removed.\n");
    TiledTree tree = tree();
    assertThat(tree.entries(4).size()).isEqualTo(256);
    for (int size = 1100; size <= SIZE; size += 150) {
      for (int index = 1100; index < size; index += 77) {
        assertThat(tree.inclusion(index, size).proves(entry(index).treeHash(), tree.root(size)))
            .isTrue();
      }
      assertThat(tree.consistency(1100, size).proves(tree.root(1100), tree.root(size)))
          .isTrue();
    }
    assertThatThrownBy(() -> tree.entries(3)).isInstanceOf(LedgerException.Permanent.class);
  }

  @Test
  void thePrunedFolderGrowsOn() throws IOException {
    prune("2000");
    append(SIZE, SIZE + 600);
    TiledTree tree = tree();
    assertThat(tree.head().size()).isEqualTo(SIZE + 600);
    assertThat(tree.entries(10).size()).isEqualTo(40);
    assertThat(folder.resolve("tile/entries/003")).doesNotExist();
  }

  /** The ledger reads the last bundle when it goes on, and would take all that was pruned for lost. */
  @Test
  void aFolderThatIsPrunedToAFullEdgeGrowsOn() throws IOException {
    append(SIZE, 2048);
    prune("2048");
    assertThat(folder.resolve("tile/entries/006")).doesNotExist();
    append(2048, 2100);
    assertThat(tree().entries(8).size()).isEqualTo(52);
    assertThat(folder.resolve("tile/entries/006")).doesNotExist();
  }

  @Test
  void aMinimumIndexBeyondTheCheckpointRemovesNothing() {
    assertThat(prune("2001")).isEqualTo(1);
    assertThat(said()).contains("has 2000 entries").contains("Nothing was removed");
    assertThat(TilePath.added(0, SIZE))
        .allSatisfy(path -> assertThat(folder.resolve(path.toString())).exists());
  }

  @Test
  void whatIsNoFolderOfTilesIsNotTouched() throws IOException {
    Files.delete(folder.resolve("checkpoint"));
    assertThat(prune("100")).isEqualTo(2);
    assertThat(prune("-1")).isEqualTo(2);
    assertThat(folder.resolve("tile/entries/000")).exists();
  }

  private int prune(String minimum) {
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    return PruneTiles.run(List.of(folder.toString(), minimum), stream, stream);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }

  private void append(int from, int to) {
    try (Ledger ledger = Ledgers.open("file:" + directory)) {
      ledger
          .append(IntStream.range(from, Math.min(to, from + 1000))
              .mapToObj(PruneTilesTest::entry)
              .toList())
          .forEach(Outcome::orThrow);
      if (to > from + 1000) {
        ledger
            .append(
                IntStream.range(from + 1000, to).mapToObj(PruneTilesTest::entry).toList())
            .forEach(Outcome::orThrow);
      }
    }
  }

  private static Entry entry(int number) {
    return new Entry(EntryId.of(ByteBuffer.allocate(32).putInt(number).array()), new byte[32]);
  }

  private TiledTree tree() throws IOException {
    Checkpoint head = SignedCheckpoint.parse(
            Files.readString(folder.resolve("checkpoint"), StandardCharsets.UTF_8))
        .claimed();
    return TiledTree.open(head, new TileDirectory(folder));
  }
}
