// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A log that Go made (tessera's test data): its heads verify, its entries make its roots, its sizes are consistent. */
class GoLogTest {
  private static final int SIZE = 15;
  private static final Path VECTORS = Path.of(System.getProperty(
          "habeas.vectors",
          Path.of(System.getProperty("habeas.root", ".."), "../shared/vectors").toString()))
      .resolve("tlog");

  @BeforeEach
  void vectorsAreThere() {
    assumeTrue(Files.isDirectory(VECTORS), "skipped: the external vectors tlog are absent");
  }

  private static VerifierKey key() throws IOException {
    return VerifierKey.parse(Files.readString(VECTORS.resolve("verifier-key")).strip());
  }

  private static Checkpoint checkpoint(int size) throws IOException {
    String note = Files.readString(VECTORS.resolve("log/checkpoint." + size));
    SignedCheckpoint signed = SignedCheckpoint.parse(note);
    assertThat(signed).hasToString(note);
    assertThat(key().signed(signed.note())).isTrue();
    return signed.claimed();
  }

  private static List<byte[]> entries() throws IOException {
    TilePath path = new TilePath(TilePath.ENTRIES, 0, SIZE);
    byte[] bytes = Files.readAllBytes(VECTORS.resolve("log/" + path));
    EntryBundle bundle = EntryBundle.parse(path, bytes);
    assertThat(bundle.bytes()).isEqualTo(bytes);
    List<byte[]> entries = new ArrayList<>();
    for (int i = 0; i < bundle.size(); i++) {
      entries.add(bundle.entry(i));
    }
    return entries;
  }

  private static Optional<byte[]> read(TilePath path) {
    try {
      Path file = VECTORS.resolve("log/" + path);
      return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void itsTilesAreWrittenByUsBitForBitAndReadByUsWhole() throws IOException {
    MerkleTree tree = new MerkleTree();
    entries().forEach(entry -> tree.add(TreeHash.leaf(entry)));
    TilePath leaves = new TilePath(0, 0, SIZE);
    assertThat(tree.tile(leaves).bytes()).isEqualTo(read(leaves).orElseThrow());
    TiledTree read = TiledTree.open(checkpoint(SIZE), GoLogTest::read);
    assertThat(read.entries(0).bytes())
        .isEqualTo(read(new TilePath(TilePath.ENTRIES, 0, SIZE)).orElseThrow());
    for (int size = 1; size <= SIZE; size++) {
      assertThat(read.root(size)).isEqualTo(checkpoint(size).root());
      assertThat(read.consistency(1, size)).isEqualTo(tree.consistency(1, size));
    }
  }

  @Test
  void everyCheckpointIsSignedAndRebuiltFromTheEntries() throws IOException {
    MerkleTree tree = new MerkleTree();
    MerkleFrontier frontier = new MerkleFrontier();
    for (int size = 0; size <= SIZE; size++) {
      Checkpoint checkpoint = checkpoint(size);
      assertThat(checkpoint)
          .isEqualTo(Checkpoint.of("example.com/log/testdata", size, tree.root(size)));
      assertThat(checkpoint.root()).isEqualTo(frontier.root());
      if (size < SIZE) {
        TreeHash leaf = TreeHash.leaf(entries().get(size));
        tree.add(leaf);
        frontier.add(leaf);
      }
    }
  }

  @Test
  void leafHashesAreThoseOfTheTiles() throws IOException {
    byte[] tile = Files.readAllBytes(VECTORS.resolve("log/tile/0/000.p/" + SIZE));
    List<byte[]> entries = entries();
    assertThat(entries).hasSize(SIZE);
    for (int i = 0; i < SIZE; i++) {
      assertThat(TreeHash.leaf(entries.get(i)).bytes())
          .isEqualTo(Arrays.copyOfRange(tile, i * 32, i * 32 + 32));
    }
  }

  @Test
  void everyPairOfCheckpointsIsConsistentAndEveryEntryIncluded() throws IOException {
    MerkleTree tree = new MerkleTree();
    entries().forEach(entry -> tree.add(TreeHash.leaf(entry)));
    for (int to = 0; to <= SIZE; to++) {
      TreeHash newer = checkpoint(to).root();
      for (int from = 0; from <= to; from++) {
        assertThat(tree.consistency(from, to).proves(checkpoint(from).root(), newer))
            .isTrue();
      }
      for (int index = 0; index < to; index++) {
        TreeHash leaf = TreeHash.leaf(entries().get(index));
        assertThat(tree.inclusion(index, to).proves(leaf, newer)).isTrue();
      }
    }
  }
}
