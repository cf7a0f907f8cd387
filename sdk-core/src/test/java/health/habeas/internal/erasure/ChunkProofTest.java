// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import health.habeas.internal.crypto.Secret;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkProofTest {
  private static final int CHUNK = Geometry.CHUNK_BYTES;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Secret SHARE_KEY = Secret.random(RANDOM, 32);
  // Ten chunks in each shard, the last of 640 bytes, and a share.
  private static final Striped OBJECT = striped(2, 1, 9 * 2 * CHUNK + 1234);
  private static final Striped OTHER = striped(2, 1, 9 * 2 * CHUNK + 1234);

  @ParameterizedTest
  @CsvSource({
    "1, 2, 0",
    "1, 2, 1",
    "4, 2, 0",
    "4, 2, 1",
    "4, 2, 63",
    "4, 2, 64",
    "4, 2, 255",
    "4, 2, 256",
    "4, 2, 257",
    "4, 2, 65535",
    "4, 2, 65536",
    "4, 2, 65537",
    "4, 2, 131071",
    "4, 2, 131072",
    "4, 2, 131073",
    "10, 4, 163839",
    "10, 4, 163840",
    "10, 4, 163841"
  })
  void everyChunkOfEveryShardProvesItselfAtEveryBoundary(int data, int parity, int size) {
    assertAllHold(striped(data, parity, size));
  }

  /** A group is 256 leaves, the share included. */
  @ParameterizedTest
  @CsvSource({"254", "255", "256", "257", "511", "512"})
  void soDoTheChunksAroundTheEndOfAGroup(int chunks) {
    Striped object = striped(1, 1, chunks * CHUNK);
    assertThat(object.manifest().chunks()).isEqualTo(chunks);
    for (int position : new int[] {0, 1, 127, 128, 253, 254, chunks - 1, chunks}) {
      ChunkProof proof = proof(object, 1, position);
      assertThat(proof.holds(object.manifest(), 1)).isTrue();
      assertThat(proof.path()).hasSizeLessThanOrEqualTo(10 * 32);
    }
  }

  /** 1 GiB in one data shard is never made here: its tree has as many levels as its number of leaves says. */
  @Test
  void noPathIsLongerThanTheLimit() {
    Manifest largest = new Manifest(new byte[32], 1, 1, PackWriter.MAX_BODY_BYTES, new byte[64]);
    int leaves = largest.chunks() + 1;
    assertThat(leaves).isEqualTo(65_537);
    int levels = 32 - Integer.numberOfLeadingZeros(leaves - 1);
    assertThat(levels * 32).isEqualTo(ChunkProof.MAX_PATH_BYTES).isLessThan(8 << 10);
  }

  @Property
  void aFlippedBitAnywhereIsRefused(
      @ForAll @IntRange(max = 2) int index,
      @ForAll @IntRange(max = 10) int position,
      @ForAll Random random) {
    ChunkProof proof = proof(OBJECT, index, position);
    byte[] chunk = proof.chunk();
    chunk[random.nextInt(chunk.length)] ^= (byte) (1 << random.nextInt(8));
    assertRefused(new ChunkProof(position, chunk, proof.path()), index);
    byte[] path = proof.path();
    path[random.nextInt(path.length)] ^= (byte) (1 << random.nextInt(8));
    assertRefused(new ChunkProof(position, proof.chunk(), path), index);
  }

  @Property
  void everyOtherPlaceIsRefused(@ForAll("places") Place place, @ForAll("places") Place claimed) {
    ChunkProof proof = proof(OBJECT, place.index, place.position);
    ChunkProof moved = new ChunkProof(claimed.position, proof.chunk(), proof.path());
    assertThat(moved.holds(OBJECT.manifest(), claimed.index)).isEqualTo(place.equals(claimed));
    assertThat(moved.holds(OTHER.manifest(), claimed.index)).isFalse();
  }

  /** As a custodian would lie that kept only some chunks: another sound chunk with the path of the one that was asked for. */
  @Property
  void anotherSoundChunkIsRefused(@ForAll("places") Place place, @ForAll("places") Place kept) {
    ChunkProof asked = proof(OBJECT, place.index, place.position);
    byte[] chunk = proof(OBJECT, kept.index, kept.position).chunk();
    assertThat(new ChunkProof(place.position, chunk, asked.path())
            .holds(OBJECT.manifest(), place.index))
        .isEqualTo(place.equals(kept));
    byte[] others = proof(OTHER, place.index, place.position).chunk();
    assertRefused(new ChunkProof(place.position, others, asked.path()), place.index);
  }

  @Property
  void aPathThatIsCutOrLongerIsRefused(@ForAll("places") Place place, @ForAll Random random) {
    ChunkProof proof = proof(OBJECT, place.index, place.position);
    byte[] path = proof.path();
    List<byte[]> wrong = new ArrayList<>();
    for (int cut : new int[] {0, 1, 31, 32, path.length - 32, path.length - 1}) {
      wrong.add(Arrays.copyOf(path, cut));
      wrong.add(Arrays.copyOfRange(path, path.length - cut, path.length));
    }
    for (int more : new int[] {1, 31, 32, 64, 100 * 32}) {
      byte[] longer = Arrays.copyOf(path, path.length + more);
      byte[] tail = new byte[more];
      random.nextBytes(tail);
      System.arraycopy(tail, 0, longer, path.length, more);
      wrong.add(longer);
    }
    assertThat(wrong)
        .allSatisfy(each ->
            assertRefused(new ChunkProof(place.position, proof.chunk(), each), place.index));
  }

  @Property
  void aChunkThatIsCutOrLongerIsRefused(@ForAll("places") Place place, @ForAll Random random) {
    ChunkProof proof = proof(OBJECT, place.index, place.position);
    byte[] chunk = proof.chunk();
    assertRefused(
        new ChunkProof(
            place.position, Arrays.copyOf(chunk, random.nextInt(chunk.length)), proof.path()),
        place.index);
    assertRefused(
        new ChunkProof(place.position, Arrays.copyOf(chunk, chunk.length + 1), proof.path()),
        place.index);
  }

  @Test
  void aPlaceThatDoesNotExistIsRefused() {
    ChunkProof proof = proof(OBJECT, 0, 10);
    assertRefused(proof, 3);
    assertRefused(proof, -1);
    assertRefused(new ChunkProof(11, proof.chunk(), proof.path()), 0);
    assertRefused(new ChunkProof(-1, proof.chunk(), proof.path()), 0);
    assertRefused(new ChunkProof(Integer.MAX_VALUE, proof.chunk(), proof.path()), 0);
    assertThatIllegalArgumentException().isThrownBy(() -> proof(OBJECT, 0, 11));
  }

  /** A leaf must not pass for an inner node, nor the other way round. */
  @Test
  void anInnerNodeIsNoChunk() {
    Striped object = striped(1, 1, 2 * CHUNK);
    ChunkProof first = proof(object, 0, 0);
    byte[] node = Arrays.copyOf(first.path(), 32);
    for (int position = 0; position <= 2; position++) {
      ChunkProof forged = new ChunkProof(position, node, Arrays.copyOfRange(first.path(), 32, 64));
      assertThat(forged.holds(object.manifest(), 0)).isFalse();
    }
  }

  /** The same shards and roots under a manifest that says another size: all lengths are taken from it. */
  @Property
  void aForgedSizeInTheManifestMakesEveryShardUnsound(
      @ForAll @IntRange(max = 20 * CHUNK) int size, @ForAll @IntRange(max = 2) int index) {
    Manifest sound = OBJECT.manifest();
    Manifest forged = new Manifest(sound.objectId(), 2, 1, size, sound.shardRoots());
    byte[] file = OBJECT.shards().get(index);
    // Up to 64 bytes in each row are filling: such a size is another body in the same shards.
    boolean same = forged.shardBytes() == sound.shardBytes();
    assertThat(forged.isSound(index, file)).isEqualTo(same);
    assertThat(forged.isSound(index, ShardParts.of(file))).isEqualTo(same);
    assertThat(ChunkProof.of(forged, index, 0, ShardParts.of(file)).isPresent()).isEqualTo(same);
  }

  @Property
  void noProofIsMadeOfADamagedShard(@ForAll("places") Place place, @ForAll Fault fault) {
    fault.give(OBJECT.shards(), OTHER.shards(), place.index).ifPresent(file -> {
      boolean longer = file.length > OBJECT.manifest().shardBytes();
      // What follows the end of a shard is nobody's: a whole file is held against its size
      // elsewhere.
      assertThat(ChunkProof.of(OBJECT.manifest(), place.index, place.position, ShardParts.of(file))
              .isPresent())
          .isEqualTo(longer);
      assertThat(OBJECT.manifest().isSound(place.index, ShardParts.of(file))).isFalse();
      assertThat(OBJECT.manifest().isSound(place.index, file)).isFalse();
    });
  }

  @Test
  void aStoreThatGivesOtherBytesAtTheSecondReadIsNotProven() {
    byte[] file = OBJECT.shards().get(0);
    int[] reads = {0};
    ShardParts fickle =
        (offset, length) -> ShardParts.of(file).read(offset, length).map(part -> {
          part[0] ^= (byte) (reads[0]++ > OBJECT.manifest().chunks() ? 1 : 0);
          return part;
        });
    assertThat(ChunkProof.of(OBJECT.manifest(), 0, 3, fickle)).isEmpty();
  }

  private static void assertAllHold(Striped object) {
    Manifest manifest = object.manifest();
    for (int index = 0; index < manifest.total(); index++) {
      assertThat(manifest.isSound(index, ShardParts.of(object.shards().get(index))))
          .isTrue();
      for (int position = 0; position <= manifest.chunks(); position++) {
        ChunkProof proof = proof(object, index, position);
        assertThat(proof.holds(manifest, index)).isTrue();
        // Of an empty body with k = 1 there is one share, the same for all, and no chunk.
        assertThat(proof.holds(manifest, (index + 1) % manifest.total()))
            .isEqualTo(manifest.data() == 1 && manifest.chunks() == 0);
      }
    }
  }

  private static void assertRefused(ChunkProof proof, int index) {
    assertThat(proof.holds(OBJECT.manifest(), index)).isFalse();
  }

  private static ChunkProof proof(Striped object, int index, int position) {
    return ChunkProof.of(
            object.manifest(), index, position, ShardParts.of(object.shards().get(index)))
        .orElseThrow();
  }

  record Place(int index, int position) {}

  @Provide
  Arbitrary<Place> places() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2), Arbitraries.integers().between(0, 10))
        .as(Place::new);
  }

  private static Striped striped(int data, int parity, int size) {
    byte[] body = new byte[size];
    RANDOM.nextBytes(body);
    byte[] objectId = new byte[32];
    RANDOM.nextBytes(objectId);
    return new Striping(data, parity, RANDOM).stripe(objectId, body, SHARE_KEY.copy());
  }
}
