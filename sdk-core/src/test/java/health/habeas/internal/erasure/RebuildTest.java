// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.error.ErrorCode;
import health.habeas.error.IntegrityException;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.erasure.Rebuild.Rebuilt;
import health.habeas.internal.erasure.Rebuild.TooFew;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RebuildTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** An object over a layout, and what some custodians give instead of their shard. */
  record Case(int data, int parity, int bodyBytes, Map<Integer, Fault> faults) {}

  @Property
  void losesNothingAndNamesEveryLiarWhileKShardsAreSound(@ForAll("bearable") Case some) {
    Scene scene = new Scene(some);
    Rebuild rebuild = Rebuild.from(scene.object.manifest(), scene);
    assertThat(rebuild).isInstanceOf(Rebuilt.class);
    Rebuilt rebuilt = (Rebuilt) rebuild;
    assertThat(rebuilt.body()).isEqualTo(scene.body);
    assertThat(rebuilt.shareKey().bytes(SECRET_ACCESS)).isEqualTo(scene.shareKey);
    assertThat(scene.asked).startsWith(0).hasSizeLessThanOrEqualTo(some.data + some.faults.size());
    assertNamed(rebuilt.report(), scene);
  }

  @Property
  void saysTooFewAndReleasesNothingWhenMoreThanMShardsAreBad(@ForAll("unbearable") Case some) {
    Scene scene = new Scene(some);
    Rebuild rebuild = Rebuild.from(scene.object.manifest(), scene);
    assertThat(rebuild).isInstanceOf(TooFew.class);
    TooFew tooFew = (TooFew) rebuild;
    assertThat(tooFew.needed()).isEqualTo(some.data);
    assertThat(tooFew.found()).isEqualTo(some.data + some.parity - some.faults.size());
    assertThat(scene.asked).hasSize(some.data + some.parity);
    assertNamed(tooFew.report(), scene);
  }

  @Property
  void inspectionNamesEveryBadShard(@ForAll("any") Case some) {
    Scene scene = new Scene(some);
    ShardReport report = Rebuild.inspect(scene.object.manifest(), scene);
    assertThat(scene.asked).hasSize(some.data + some.parity);
    assertNamed(report, scene);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 255, 256, 257, 65_535, 65_536, 65_537, 131_071, 131_073})
  void everySizeComesBackFromParityAlone(int size) {
    Map<Integer, Fault> faults = Map.of(0, Fault.LOST, 3, Fault.FLIPPED_BIT);
    Scene scene = new Scene(new Case(4, 2, size, faults));
    Rebuilt rebuilt = (Rebuilt) Rebuild.from(scene.object.manifest(), scene);
    assertThat(rebuilt.body()).isEqualTo(scene.body);
  }

  @Test
  void asksForNoParityWhileTheDataShardsAreSound() {
    Scene scene = new Scene(new Case(4, 2, 1000, Map.of(5, Fault.EMPTY)));
    Rebuilt rebuilt = (Rebuilt) Rebuild.from(scene.object.manifest(), scene);
    assertThat(scene.asked).containsExactly(0, 1, 2, 3);
    assertThat(rebuilt.report().corrupt()).isEmpty();
  }

  @Test
  void refusesShardsThatTheirWriterMadeToContradictEachOther() {
    Scene scene = new Scene(new Case(2, 1, 1000, Map.of(0, Fault.LOST)));
    Striped forged = scene.withForgedParity();
    assertThatExceptionOfType(IntegrityException.class)
        .isThrownBy(() -> Rebuild.from(
            forged.manifest(),
            j -> j == 0 ? Optional.empty() : Optional.of(forged.shards().get(j))))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_CORRUPT));
    Rebuild sound =
        Rebuild.from(forged.manifest(), j -> Optional.of(forged.shards().get(j)));
    assertThat(((Rebuilt) sound).body()).isEqualTo(scene.body);
  }

  private static void assertNamed(ShardReport report, Scene scene) {
    SortedSet<Integer> missing = new TreeSet<>();
    SortedSet<Integer> corrupt = new TreeSet<>();
    SortedSet<Integer> sound = new TreeSet<>(scene.asked);
    scene.faults.forEach((index, fault) -> {
      if (sound.remove(index)) {
        (fault == Fault.LOST ? missing : corrupt).add(index);
      }
    });
    assertThat(report).isEqualTo(new ShardReport(sound, missing, corrupt));
  }

  @Provide
  Arbitrary<Case> bearable() {
    return layouts().flatMap(layout -> cases(layout, 0, layout.get2()));
  }

  @Provide
  Arbitrary<Case> unbearable() {
    return layouts()
        .flatMap(layout -> cases(layout, layout.get2() + 1, layout.get1() + layout.get2()));
  }

  @Provide
  Arbitrary<Case> any() {
    return layouts().flatMap(layout -> cases(layout, 0, layout.get1() + layout.get2()));
  }

  private static Arbitrary<Tuple2<Integer, Integer>> layouts() {
    return Arbitraries.of(
        Tuple.of(1, 2),
        Tuple.of(2, 1),
        Tuple.of(4, 2),
        Tuple.of(6, 3),
        Tuple.of(10, 4),
        Tuple.of(3, 6));
  }

  private static Arbitrary<Case> cases(Tuple2<Integer, Integer> layout, int min, int max) {
    Arbitrary<Integer> sizes = Arbitraries.integers().between(0, 500_000);
    Arbitrary<Map<Integer, Fault>> faults = Arbitraries.maps(
            Arbitraries.integers().between(0, layout.get1() + layout.get2() - 1),
            Arbitraries.of(Fault.class))
        .ofMinSize(min)
        .ofMaxSize(max);
    return Combinators.combine(sizes, faults)
        .as((size, bad) -> new Case(layout.get1(), layout.get2(), size, bad));
  }

  /** A striped object with its custodians; notes which shards it was asked for. */
  private static final class Scene implements IntFunction<Optional<byte[]>> {
    final byte[] shareKey = random(32);
    final byte[] body;
    final Striped object;
    final Striped other;
    final Map<Integer, Fault> faults;
    final List<Integer> asked = new ArrayList<>();

    Scene(Case some) {
      body = new byte[some.bodyBytes];
      new Random(some.bodyBytes).nextBytes(body);
      Striping striping = new Striping(some.data, some.parity, RANDOM);
      object = striping.stripe(random(32), body, Secret.copyOf(shareKey));
      other = striping.stripe(random(32), body, Secret.copyOf(shareKey));
      faults = new TreeMap<>(some.faults);
    }

    @Override
    public Optional<byte[]> apply(int index) {
      asked.add(index);
      Fault fault = faults.get(index);
      return fault == null
          ? Optional.of(object.shards().get(index))
          : fault.give(object.shards(), other.shards(), index);
    }

    /** The same object with other parity bytes, and a manifest that vouches for them. */
    Striped withForgedParity() {
      Manifest manifest = object.manifest();
      List<byte[]> shards = new ArrayList<>(object.shards());
      shards.get(shards.size() - 1)[0] ^= 1;
      ByteArrayOutputStream roots = new ByteArrayOutputStream();
      for (int j = 0; j < shards.size(); j++) {
        ShardParts file = ShardParts.of(shards.get(j));
        roots.writeBytes(
            ShardTree.root(manifest.objectId(), j, manifest.geometry(), file).orElseThrow());
      }
      return new Striped(
          new Manifest(
              manifest.objectId(),
              manifest.data(),
              manifest.parity(),
              manifest.bodyBytes(),
              roots.toByteArray()),
          shards);
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
