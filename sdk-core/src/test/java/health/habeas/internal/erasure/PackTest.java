// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import health.habeas.internal.crypto.Padding;
import health.habeas.internal.crypto.PartSealing;
import health.habeas.internal.crypto.SealBinding;
import health.habeas.internal.crypto.Sealing;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.erasure.Rebuild.Rebuilt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PackTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Secret shareKey = Secret.random(RANDOM, 32);
  private final List<Secret> deks = new ArrayList<>();
  private final List<Extent> extents = new ArrayList<>();
  private final List<byte[]> records = new ArrayList<>();

  @Property(tries = 50)
  void eachRecordComesBackFromItsStripesAlone(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 60_000) Integer> sizes,
      @ForAll @IntRange(max = 2) int lost) {
    Striped object = pack(sizes);
    for (int i = 0; i < sizes.size(); i++) {
      Meter meter = new Meter(object, lost);
      RangeRead.Unverified part =
          RangeRead.of(object.manifest(), extents.get(i), meter).orElseThrow();
      assertThat(Sealing.open(deks.get(i), part.shareKey(), context(i), part.sealed()))
          .hasValue(records.get(i));
      int stripes = 2 + extents.get(i).length() / (4 * Geometry.CHUNK_BYTES);
      assertThat(meter.bytes).isLessThanOrEqualTo(4 * (stripes * Geometry.CHUNK_BYTES + 32));
    }
  }

  @Test
  void aRecordThatDoesNotOpenFromItsStripesOpensFromTheWholeObject() {
    Striped object = pack(List.of(100, 2000, 300));
    byte[] liar = object.shards().get(0).clone();
    Arrays.fill(liar, (byte) 7);
    RangeRead.Unverified part = RangeRead.of(
            object.manifest(), extents.get(0), new Meter(object, 0).with(0, liar))
        .orElseThrow();
    assertThat(Sealing.open(deks.get(0), part.shareKey(), context(0), part.sealed()))
        .isEmpty();
    Rebuilt rebuilt = (Rebuilt) Rebuild.from(
        object.manifest(), j -> Optional.of(j == 0 ? liar : object.shards().get(j)));
    assertThat(rebuilt.report().corrupt()).containsExactly(0);
    assertThat(open(rebuilt.shareKey(), 0, rebuilt.body())).hasValue(records.get(0));
  }

  @Test
  void aRangeReadPassesByShardsThatAnswerWithAnotherLength() {
    Striped object = pack(List.of(100, 2000, 300));
    Meter meter = new Meter(object, 0).with(1, new byte[7]);
    RangeRead.Unverified part =
        RangeRead.of(object.manifest(), extents.get(1), meter).orElseThrow();
    assertThat(Sealing.open(deks.get(1), part.shareKey(), context(1), part.sealed()))
        .hasValue(records.get(1));
  }

  @Test
  void aRangeReadGivesNothingFromTooFewShardsOrBeyondTheBody() {
    Striped object = pack(List.of(100));
    assertThat(RangeRead.of(object.manifest(), extents.get(0), new Meter(object, 3)))
        .isEmpty();
    Extent beyond = new Extent(object.manifest().bodyBytes(), 1);
    assertThat(RangeRead.of(object.manifest(), beyond, new Meter(object, 0))).isEmpty();
  }

  @Test
  void fewerThanKShardsOpenNothingEvenWithEveryDataKey() {
    Striped object = pack(List.of(100, 100, 100, 100, 100));
    List<byte[]> three = object.shards().subList(0, 3);
    assertThat(Rebuild.from(object.manifest(), j -> j < 3 ? Optional.of(three.get(j)) : lost()))
        .isInstanceOf(Rebuild.TooFew.class);
    // The first record lies whole in the first shard, and the thief has its data key.
    byte[] sealed = extents.get(0).of(three.get(0));
    assertThat(Sealing.open(deks.get(0), shareKey, context(0), sealed)).hasValue(records.get(0));
    for (byte[] guess : guesses(three)) {
      assertThat(Sealing.open(deks.get(0), Secret.owning(guess), context(0), sealed))
          .isEmpty();
    }
  }

  /** Of a part of a large record, too: the thief has its key and all its bytes, and lacks one share. */
  @Test
  void fewerThanKSharesOpenNoPartEvenWithItsKeyAndAllItsBytes() {
    Secret key = Secret.random(RANDOM, 32);
    byte[] content = random(1000);
    PartSealing.Sealed part = new PartSealing(RANDOM)
        .seal(new SealBinding(key, shareKey, context(0)), ByteBuffer.wrap(content));
    Striped object = new Striping(4, 2, RANDOM).stripe(random(32), part.body(), shareKey);
    PartSealing.Expected expected = new PartSealing.Expected(1000, part.digest());
    byte[] body = part.body();
    byte[] end = Arrays.copyOfRange(body, body.length - PartSealing.endBytes(1000), body.length);
    assertThat(PartSealing.open(new SealBinding(key, shareKey, context(0)), expected, end))
        .isPresent();
    for (byte[] guess : guesses(object.shards().subList(0, 3))) {
      SealBinding wrong = new SealBinding(key, Secret.owning(guess), context(0));
      assertThat(PartSealing.open(wrong, expected, end)).isEmpty();
    }
  }

  @Test
  void aShreddedRecordStaysShutWhileItsNeighboursOpen() {
    Striped object = pack(List.of(100, 100, 100));
    Rebuilt rebuilt = (Rebuilt)
        Rebuild.from(object.manifest(), j -> Optional.of(object.shards().get(j)));
    deks.set(1, Secret.random(RANDOM, 32));
    assertThat(open(rebuilt.shareKey(), 0, rebuilt.body())).hasValue(records.get(0));
    assertThat(open(rebuilt.shareKey(), 1, rebuilt.body())).isEmpty();
    assertThat(open(rebuilt.shareKey(), 2, rebuilt.body())).hasValue(records.get(2));
  }

  @Test
  void aBodyHasAPaddedSizeAndItsFillingIsNotZeros() {
    PackWriter writer = new PackWriter(shareKey, RANDOM);
    writer.add(Secret.random(RANDOM, 32), context(0), new byte[3000]);
    byte[] body = writer.body();
    assertThat(body).hasSize(Padding.padded(writer.sizeBytes()));
    assertThat(Arrays.copyOfRange(body, writer.sizeBytes(), body.length))
        .isNotEqualTo(new byte[body.length - writer.sizeBytes()]);
  }

  @Test
  void anExtentBeyondTheBodyIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Extent(-1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Extent(0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Extent(2, Integer.MAX_VALUE));
    assertThatIllegalArgumentException().isThrownBy(() -> new Extent(1, 4).of(new byte[4]));
  }

  private static Optional<byte[]> lost() {
    return Optional.empty();
  }

  /** What three of four shares suggest: each alone, their sum, the line through them, and nothing at all. */
  private static List<byte[]> guesses(List<byte[]> shards) {
    SortedMap<Integer, byte[]> shares = new TreeMap<>();
    for (int j = 0; j < shards.size(); j++) {
      byte[] file = shards.get(j);
      shares.put(j, Arrays.copyOfRange(file, file.length - 32, file.length));
    }
    List<byte[]> guesses = new ArrayList<>(shares.values());
    byte[] sum = new byte[32];
    shares.values().forEach(share -> add(sum, share));
    guesses.add(sum);
    guesses.add(Shamir.share(shares, -1));
    guesses.add(new byte[32]);
    return guesses;
  }

  private static void add(byte[] sum, byte[] share) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] ^= share[i];
    }
  }

  private Striped pack(List<Integer> sizes) {
    deks.clear();
    extents.clear();
    records.clear();
    PackWriter writer = new PackWriter(shareKey, RANDOM);
    for (int i = 0; i < sizes.size(); i++) {
      records.add(random(sizes.get(i)));
      deks.add(Secret.random(RANDOM, 32));
      extents.add(writer.add(deks.get(i), context(i), records.get(i)));
    }
    return new Striping(4, 2, RANDOM).stripe(random(32), writer.body(), shareKey);
  }

  private Optional<byte[]> open(Secret key, int record, byte[] body) {
    return Sealing.open(
        deks.get(record), key, context(record), extents.get(record).of(body));
  }

  private static byte[] context(int record) {
    return ("record " + record).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** Serves ranges and counts the bytes; the first few shards may be lost and one may lie. */
  private static final class Meter implements RangeRead.Source {
    private final SortedMap<Integer, byte[]> files = new TreeMap<>();
    private int bytes;

    Meter(Striped object, int lost) {
      for (int j = lost; j < object.shards().size(); j++) {
        files.put(j, object.shards().get(j));
      }
    }

    Meter with(int index, byte[] file) {
      files.put(index, file);
      return this;
    }

    @Override
    public Optional<byte[]> fetch(int index, int offset, int length) {
      byte[] file = files.get(index);
      if (file == null) {
        return Optional.empty();
      }
      bytes += length;
      int from = Math.min(offset, file.length);
      return Optional.of(Arrays.copyOfRange(file, from, Math.min(file.length, from + length)));
    }
  }
}
