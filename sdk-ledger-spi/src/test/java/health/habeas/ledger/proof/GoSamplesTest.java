// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A log of 700 entries that Go's sumdb packages made: more than one level of tiles, cosigned, with 16 proofs. */
class GoSamplesTest {
  private static final int SIZE = 700;
  private static final Path SAMPLES = samples();

  private static Path samples() {
    try {
      return Path.of(
          Objects.requireNonNull(GoSamplesTest.class.getResource("/tlog-go")).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(SAMPLES.resolve(name));
  }

  private static Optional<byte[]> tile(TilePath path) {
    try {
      boolean there = Files.exists(SAMPLES.resolve(path.toString()));
      return there ? Optional.of(bytes(path.toString())) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TiledTree tree() throws IOException {
    SignedCheckpoint head = SignedCheckpoint.parse(bytes("checkpoint"));
    assertThat(head.bytes()).isEqualTo(bytes("checkpoint"));
    WitnessedCheckpoint verified = TrustPolicy.parse(bytes("policy")).verify(head);
    assertThat(verified.cosigned())
        .isEqualTo(Map.of(
            "w1",
            Instant.ofEpochSecond(1_700_000_001),
            "w2",
            Instant.ofEpochSecond(1_700_000_002)));
    return TiledTree.open(verified.checkpoint(), GoSamplesTest::tile);
  }

  private static MerkleTree rebuilt() throws IOException {
    MerkleTree leaves = new MerkleTree();
    for (int bundle = 0; bundle < 3; bundle++) {
      EntryBundle entries = tree().entries(bundle);
      for (int place = 0; place < entries.size(); place++) {
        leaves.add(entries.leaf(place));
      }
    }
    return leaves;
  }

  @Test
  void itsTilesAndBundlesAreTheOnesThatWeWrite() throws IOException {
    MerkleTree leaves = rebuilt();
    assertThat(leaves.root(SIZE)).isEqualTo(tree().head().root());
    List<TilePath> paths = Stream.concat(TilePath.added(0, 600), TilePath.added(600, SIZE))
        .distinct()
        .toList();
    for (TilePath path : paths) {
      if (!path.isEntries()) {
        assertThat(leaves.tile(path).bytes()).isEqualTo(tile(path).orElseThrow());
      } else if (path.width() != 88) { // the bundle of size 600 was not kept
        assertThat(tree().entries(path.index()).bytes()).isEqualTo(tile(path).orElseThrow());
      }
    }
  }

  @Test
  void itsEarlierHeadIsInItsTiles() throws IOException {
    SignedCheckpoint earlier = SignedCheckpoint.parse(bytes("checkpoint.600"));
    NoteKey log = TrustPolicy.parse(bytes("policy")).logs().get(0).key();
    assertThat(log.signed(earlier.note())).isTrue();
    assertThat(tree().root(600)).isEqualTo(earlier.claimed().root());
    assertThat(tree()
            .consistency(600, SIZE)
            .proves(earlier.claimed().root(), tree().head().root()))
        .isTrue();
  }

  @Test
  void itsProofsAreTheOnesThatWeMake() throws IOException {
    TiledTree tiles = tree();
    MerkleTree leaves = rebuilt();
    List<String> lines = Files.readAllLines(SAMPLES.resolve("proofs"));
    assertThat(lines).hasSize(16);
    for (String line : lines) {
      List<String> fields = List.of(line.split(" ", -1));
      long first = Long.parseLong(fields.get(1));
      List<TreeHash> path = fields.subList(3, fields.size()).stream()
          .map(hash -> TreeHash.of(HexFormat.of().parseHex(hash)))
          .toList();
      if (fields.get(0).equals("inclusion")) {
        assertThat(tiles.inclusion(first, SIZE).path()).isEqualTo(path);
        assertThat(leaves.inclusion(first, SIZE).path()).isEqualTo(path);
      } else {
        assertThat(tiles.consistency(first, SIZE).path()).isEqualTo(path);
        assertThat(leaves.consistency(first, SIZE).path()).isEqualTo(path);
      }
    }
  }
}
