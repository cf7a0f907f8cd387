// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The map against a model of it, and every lie about it. */
class MerkleMapTest {
  private static final int NO_BIT = 256;

  /** Keys from everywhere, and keys that share long paths: the last ones all but their last bit. */
  private static final List<TreeHash> KEYS = Stream.concat(
          Stream.iterate(0, i -> i < 40, i -> i + 1)
              .map(i -> TreeHash.leaf(new byte[] {i.byteValue()})),
          Stream.of(0, 1, 2, 7, 8, 60, 128, 254, 255, NO_BIT).map(MerkleMapTest::oneBit))
      .toList();

  private static TreeHash oneBit(int place) {
    byte[] key = new byte[32];
    if (place < NO_BIT) {
      key[place / 8] = (byte) (0x80 >>> place % 8);
    }
    return TreeHash.of(key);
  }

  @Provide
  Arbitrary<List<MapEntry>> entries() {
    return Arbitraries.of(KEYS)
        .flatMap(
            key -> Arbitraries.longs().between(0, 99).map(position -> new MapEntry(key, position)))
        .list()
        .ofMaxSize(60);
  }

  private static MerkleMap mapOf(List<MapEntry> entries) {
    MerkleMap map = new MerkleMap();
    entries.forEach(entry -> map.add(List.of(entry)));
    return map;
  }

  @Property
  void itIsTheMapOfTheSpecification(@ForAll("entries") List<MapEntry> entries) {
    MerkleMap map = mapOf(entries);
    MapModel model = MapModel.of(entries);
    assertThat(map.root()).isEqualTo(model.root());
    assertThat(KEYS).allSatisfy(key -> assertThat(map.find(key)).isEqualTo(model.find(key)));
  }

  @Property
  void inWhichPortionsEntriesComeMakesNoDifference(
      @ForAll("entries") List<MapEntry> entries,
      @ForAll @IntRange(max = 60) int cut,
      @ForAll Random random) {
    List<MapEntry> distinct = new ArrayList<>(entries.stream()
        .collect(Collectors.toMap(MapEntry::key, e -> e, (first, e) -> first))
        .values());
    TreeHash root = mapOf(distinct).root();
    Collections.shuffle(distinct, random);
    int at = Math.min(cut, distinct.size());
    MerkleMap map = new MerkleMap();
    map.add(distinct.subList(0, at));
    map.add(distinct.subList(at, distinct.size()));
    assertThat(map.root()).isEqualTo(root);
  }

  @Property
  void aKeyKeepsItsFirstPosition(@ForAll("entries") List<MapEntry> entries) {
    MerkleMap map = mapOf(entries);
    TreeHash root = map.root();
    map.add(entries.stream().map(e -> new MapEntry(e.key(), e.position() + 1)).toList());
    assertThat(map.root()).isEqualTo(root);
  }

  @Test
  void ofSeveralPositionsInOnePortionTheLeastCounts() {
    MerkleMap map = new MerkleMap();
    map.add(List.of(entry(3, 9), entry(3, 4), entry(3, 7)));
    assertThat(map.find(KEYS.get(3))).hasValue(4);
  }

  @Property(tries = 200)
  void aProofSaysOfEachKeyWhatTheMapSays(@ForAll("entries") List<MapEntry> entries) {
    MerkleMap map = mapOf(entries);
    TreeHash root = map.root();
    MapProof all = map.prove(KEYS);
    for (TreeHash key : KEYS) {
      MapProof proof = MapProof.parse(map.prove(key).bytes());
      assertThat(proof.find(key, root)).isEqualTo(map.find(key));
      assertThat(all.find(key, root)).isEqualTo(map.find(key));
    }
  }

  @Property(tries = 200)
  void aProofSaysNothingUnderAnotherRoot(@ForAll("entries") List<MapEntry> entries) {
    MerkleMap map = mapOf(entries);
    MapProof proof = map.prove(KEYS.get(0));
    TreeHash other = mapOf(List.of(entry(1, 100))).root();
    assertRefused(() -> proof.find(KEYS.get(0), other));
    assertRefused(() -> proof.proves(other, List.of(), other));
  }

  @Test
  void aProofSaysNothingOfAKeyThatItWasNotMadeFor() {
    MerkleMap map = full();
    MapProof proof = map.prove(KEYS.get(0));
    TreeHash root = map.root();
    assertThat(KEYS.stream().skip(1).filter(key -> says(proof, key, root))).isEmpty();
  }

  private static boolean says(MapProof proof, TreeHash key, TreeHash root) {
    try {
      return proof.find(key, root).isEmpty();
    } catch (LedgerException e) {
      return false;
    }
  }

  @Test
  void everyBitOfAProofCounts() {
    MerkleMap map = full();
    for (TreeHash key : List.of(KEYS.get(5), oneBit(255), TreeHash.leaf(new byte[] {77}))) {
      byte[] bytes = map.prove(key).bytes();
      for (int bit = 0; bit < bytes.length * 8; bit++) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        assertRefused(() -> MapProof.parse(flipped).find(key, map.root()));
      }
    }
  }

  @Test
  void aProofThatWasCutOrWentOnIsRefused() {
    byte[] bytes = full().prove(KEYS.get(5)).bytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertRefused(() -> MapProof.parse(cut));
    }
    assertRefused(() -> MapProof.parse(Arrays.copyOf(bytes, bytes.length + 1)));
    assertRefused(() -> MapProof.parse(new byte[(8 << 20) + 1]));
  }

  @Test
  void aProofOfTheWrongShapeIsRefused() {
    byte[] leaf = ByteBuffer.allocate(41).put((byte) 2).put(oneBit(0).bytes()).array();
    assertRefused(() -> MapProof.parse(new byte[] {4}));
    assertRefused(() -> MapProof.parse(new byte[] {3, 0, 0}));
    assertRefused(() -> MapProof.parse(ByteBuffer.allocate(33).put((byte) 1).array()));
    assertRefused(() -> MapProof.parse(joined(new byte[] {3}, leaf, new byte[] {0})));
    assertThat(MapProof.parse(joined(new byte[] {3, 0}, leaf)).bytes()).hasSize(43);
    byte[] deep = new byte[600];
    Arrays.fill(deep, (byte) 3);
    assertRefused(() -> MapProof.parse(deep));
    byte[] before = leaf.clone();
    before[33] = (byte) 0x80;
    assertRefused(() -> MapProof.parse(before));
  }

  /** Few bytes that make much work: below each path of twelve bits a long one of nodes of two bytes. */
  @Test
  void aProofOfMoreNodesThanKeysNeedIsRefused() {
    assertThat(MapProof.parse(thin(11)).bytes()).hasSizeLessThan(1 << 20);
    byte[] bytes = thin(12);
    assertThat(bytes).hasSizeLessThan(4 << 20);
    assertThatExceptionOfType(LedgerException.Integrity.class)
        .isThrownBy(() -> MapProof.parse(bytes))
        .withMessageContaining("524,288 nodes");
  }

  private static byte[] thin(int bits) {
    int below = 230;
    byte[] path = new byte[2 * below + 33];
    for (int i = 0; i < below; i++) {
      path[2 * i] = 3; // and nothing on its left
    }
    Arrays.fill(path, 2 * below, path.length, (byte) 1);
    byte[] proof = path;
    for (int bit = 1; bit < bits; bit++) {
      proof = joined(new byte[] {3}, proof, proof);
    }
    return proof;
  }

  @Test
  void whatAProofSaysIsNotChangedByWhatItIsAskedFor() {
    MerkleMap map = mapOf(List.of(entry(1, 5), entry(2, 6)));
    TreeHash older = map.root();
    MapProof proof = map.prove(KEYS);
    map.add(List.of(entry(3, 7)));
    for (int time = 0; time < 2; time++) {
      assertThat(proof.proves(older, List.of(entry(3, 7)), map.root())).isTrue();
      assertThat(proof.find(KEYS.get(3), older)).isEmpty();
      assertThat(proof.find(KEYS.get(2), older)).hasValue(6);
    }
  }

  @Property(tries = 200)
  void growthIsProvenAndBindsWhatWasThere(
      @ForAll("entries") List<MapEntry> entries, @ForAll("entries") List<MapEntry> more) {
    MerkleMap map = mapOf(entries);
    TreeHash older = map.root();
    MapProof proof =
        MapProof.parse(map.prove(more.stream().map(MapEntry::key).toList()).bytes());
    map.add(more);
    assertThat(proof.proves(older, more, map.root())).isTrue();
  }

  @Test
  void growthThatTookAwayOrChangedAnythingProvesNothing() {
    List<MapEntry> there =
        KEYS.stream().limit(30).map(key -> new MapEntry(key, 5)).toList();
    List<MapEntry> more = List.of(entry(30, 6), entry(35, 7));
    MerkleMap map = mapOf(there);
    TreeHash older = map.root();
    MapProof proof = map.prove(List.of(KEYS.get(30), KEYS.get(35)));
    for (int place = 0; place < there.size(); place++) {
      List<MapEntry> removed = new ArrayList<>(there);
      removed.remove(place);
      assertThat(proof.proves(older, more, with(removed, more))).isFalse();
      List<MapEntry> changed = new ArrayList<>(there);
      changed.set(place, new MapEntry(there.get(place).key(), 4));
      assertThat(proof.proves(older, more, with(changed, more))).isFalse();
    }
    TreeHash newer = with(there, more);
    assertThat(proof.proves(older, more, newer)).isTrue();
    assertThat(proof.proves(older, more.subList(0, 1), newer)).isFalse();
    assertThat(proof.proves(older, List.of(entry(30, 6), entry(35, 8)), newer)).isFalse();
    assertRefused(() -> proof.proves(newer, more, newer));
    assertRefused(() -> map.prove(KEYS.get(30)).proves(older, List.of(entry(40, 1)), newer));
  }

  @Test
  void everyBitOfAProofOfGrowthCounts() {
    MerkleMap map =
        mapOf(KEYS.stream().limit(30).map(key -> new MapEntry(key, 5)).toList());
    TreeHash older = map.root();
    List<MapEntry> more = List.of(entry(30, 6), entry(35, 7), entry(48, 8));
    byte[] bytes = map.prove(more.stream().map(MapEntry::key).toList()).bytes();
    map.add(more);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(() -> MapProof.parse(flipped).proves(older, more, map.root()));
    }
  }

  @Test
  void theEmptyMapHasNothing() {
    MerkleMap map = new MerkleMap();
    assertThat(map.root()).isEqualTo(TreeHash.of(new byte[32]));
    assertThat(map.prove(KEYS.get(0)).find(KEYS.get(0), map.root()))
        .isEqualTo(OptionalLong.empty());
    assertThat(map.prove(KEYS.get(0)).bytes()).containsExactly(0);
  }

  /** The figure of the specification: a proof in a map of 2^16 has 16 hashes and little more. */
  @Test
  void aProofHasAboutAsManyHashesAsTheLogarithmOfTheSize() {
    MerkleMap map = new MerkleMap();
    List<MapEntry> entries = new ArrayList<>();
    for (int i = 0; i < 1 << 16; i++) {
      entries.add(new MapEntry(hashed("there " + i), i));
    }
    map.add(entries);
    double mean = Stream.iterate(0, i -> i < 1000, i -> i + 1)
        .mapToInt(i -> map.prove(hashed("absent " + i)).bytes().length)
        .average()
        .orElseThrow();
    assertThat(mean).isBetween(34.0 * 16, 34.0 * 18);
  }

  @Test
  void aPositionBeforeTheLogIsRefused() {
    assertThatThrownBy(() -> entry(0, -1)).hasMessageContaining("HBS-6206");
  }

  private static TreeHash hashed(String text) {
    return TreeHash.leaf(text.getBytes(StandardCharsets.UTF_8));
  }

  private static MerkleMap full() {
    return mapOf(KEYS.stream().map(key -> new MapEntry(key, 7)).toList());
  }

  private static MapEntry entry(int key, long position) {
    return new MapEntry(KEYS.get(key), position);
  }

  private static TreeHash with(List<MapEntry> some, List<MapEntry> more) {
    MerkleMap map = mapOf(some);
    map.add(more);
    return map.root();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    Stream.of(parts).forEach(joined::writeBytes);
    return joined.toByteArray();
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatExceptionOfType(LedgerException.Integrity.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.code()).isEqualTo(LedgerErrorCode.MAP_PROOF_INVALID));
  }
}
