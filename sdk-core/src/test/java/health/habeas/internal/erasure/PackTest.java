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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
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
  void eachRecordComesBackFromItsOwnChunksAndFromThoseBesideThem(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 60_000) Integer> sizes,
      @ForAll Random choice) {
    Striped object = pack(sizes);
    Secret key = shareKey(object, some(choice, 4));
    for (int i = 0; i < sizes.size(); i++) {
      RangeRead range = RangeRead.of(object.manifest(), extents.get(i)).orElseThrow();
      assertThat(open(key, i, range, windows(object, range, range.direct())))
          .hasValue(records.get(i));
      assertThat(open(key, i, range, windows(object, range, some(choice, 4))))
          .hasValue(records.get(i));
    }
  }

  @Test
  void aSmallRecordIsInOneChunkOrTwo() {
    Striped object = pack(Collections.nCopies(500, 900));
    int chunk = Geometry.CHUNK_BYTES;
    // The chunks of the last stripe are smaller.
    int full = object.manifest().bodyBytes() / (4 * chunk) * (4 * chunk);
    List<Extent> before = extents.stream().filter(each -> each.end() <= full).toList();
    assertThat(before).hasSizeGreaterThan(400);
    for (Extent extent : before) {
      RangeRead range = RangeRead.of(object.manifest(), extent).orElseThrow();
      int chunks = 1 + (extent.end() - 1) / chunk - extent.offset() / chunk;
      assertThat(range.direct()).hasSize(chunks).hasSizeLessThanOrEqualTo(2);
      boolean inOneStripe = (extent.end() - 1) / (4 * chunk) == extent.offset() / (4 * chunk);
      assertThat(range.window().length()).isEqualTo(inOneStripe ? chunk : 2 * chunk);
    }
  }

  @Test
  void aRecordThatDoesNotOpenFromItsChunksOpensFromTheWholeObject() {
    Striped object = pack(List.of(100, 2000, 300));
    byte[] liar = object.shards().get(0).clone();
    Arrays.fill(liar, (byte) 7);
    List<byte[]> files = new ArrayList<>(object.shards());
    files.set(0, liar);
    RangeRead range = RangeRead.of(object.manifest(), extents.get(0)).orElseThrow();
    Striped told = new Striped(object.manifest(), files);
    assertThat(open(shareKey, 0, range, windows(told, range, range.direct()))).isEmpty();
    Rebuilt rebuilt = (Rebuilt) Rebuild.from(
        object.manifest(), j -> Optional.of(j == 0 ? liar : object.shards().get(j)));
    assertThat(rebuilt.report().corrupt()).containsExactly(0);
    assertThat(open(rebuilt.shareKey(), 0, rebuilt.body())).hasValue(records.get(0));
  }

  @Test
  void aRangeReadNeedsPartsOfItsOwnSizeAndBytesOfTheBody() {
    Striped object = pack(List.of(100));
    RangeRead range = RangeRead.of(object.manifest(), extents.get(0)).orElseThrow();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> range.bytes(new TreeMap<>(Map.of(0, new byte[7]))));
    byte[] other = new byte[range.window().length()];
    assertThatIllegalArgumentException()
        .isThrownBy(() -> range.bytes(new TreeMap<>(Map.of(1, other, 2, other, 3, other))));
    Extent beyond = new Extent(object.manifest().bodyBytes(), 1);
    assertThat(RangeRead.of(object.manifest(), beyond)).isEmpty();
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
    byte[] body = new byte[writer.body().remaining()];
    writer.body().get(body);
    assertThat(body).hasSize(Padding.padded(writer.sizeBytes()));
    assertThat(Arrays.copyOfRange(body, writer.sizeBytes(), body.length))
        .isNotEqualTo(new byte[body.length - writer.sizeBytes()]);
  }

  /** Who could make the filling again would know where the records end. */
  @Test
  void theFillingIsTheKeystreamOfAKeyThatIsDrawnForIt() throws Exception {
    List<byte[]> drawn = new ArrayList<>();
    SecureRandom noting = new SecureRandom() {
      @Override
      public void nextBytes(byte[] bytes) {
        super.nextBytes(bytes);
        drawn.add(bytes.clone());
      }
    };
    PackWriter writer = new PackWriter(shareKey, noting);
    writer.add(Secret.random(RANDOM, 32), context(0), new byte[3000]);
    drawn.clear();
    ByteBuffer body = writer.body();
    assertThat(drawn).hasSize(1);
    byte[] filling = new byte[body.remaining() - writer.sizeBytes()];
    body.get(writer.sizeBytes(), filling);
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(drawn.get(0), "AES"),
        new IvParameterSpec(new byte[16]));
    assertThat(filling).isEqualTo(cipher.doFinal(new byte[filling.length]));
    assertThat(drawn.get(0)).hasSize(32).isNotEqualTo(new byte[32]);
  }

  @Test
  void aPackGoesOnAfterItsBodyWasLookedAt() {
    PackWriter writer = new PackWriter(shareKey, RANDOM);
    assertThat(writer.body().remaining()).isEqualTo(256);
    Secret dek = Secret.random(RANDOM, 32);
    Extent first = writer.add(dek, context(0), new byte[] {1});
    writer.body();
    Extent second = writer.add(dek, context(1), new byte[20_000]);
    byte[] body = new byte[writer.body().remaining()];
    writer.body().get(body);
    assertThat(Sealing.open(dek, shareKey, context(0), first.of(body))).hasValue(new byte[] {1});
    assertThat(Sealing.open(dek, shareKey, context(1), second.of(body))).hasValue(new byte[20_000]);
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

  private Optional<byte[]> open(
      Secret key, int record, RangeRead range, SortedMap<Integer, byte[]> windows) {
    return Sealing.open(deks.get(record), key, context(record), range.bytes(windows));
  }

  private static SortedMap<Integer, byte[]> windows(
      Striped object, RangeRead range, Set<Integer> shards) {
    return parts(object, range.window(), shards);
  }

  private static Secret shareKey(Striped object, Set<Integer> shards) {
    return Shamir.combine(parts(object, RangeRead.share(object.manifest()), shards));
  }

  private static SortedMap<Integer, byte[]> parts(
      Striped object, Extent part, Set<Integer> shards) {
    SortedMap<Integer, byte[]> parts = new TreeMap<>();
    shards.forEach(j -> parts.put(j, part.of(object.shards().get(j))));
    return parts;
  }

  private static Set<Integer> some(Random choice, int count) {
    List<Integer> all = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5));
    Collections.shuffle(all, choice);
    return Set.copyOf(all.subList(0, count));
  }
}
