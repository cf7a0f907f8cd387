// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static health.habeas.shard.DiskFinding.Problem.CORRUPT;
import static health.habeas.shard.DiskFinding.Problem.LEFTOVER;
import static health.habeas.shard.DiskFinding.Problem.MISSING;
import static health.habeas.shard.DiskFinding.Problem.UNNAMED;
import static health.habeas.shard.DiskFinding.Problem.UNREADABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.Vault;
import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Purpose;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.DiskReport.VaultReport;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiskCheckTest {
  @TempDir
  Path parent;

  private final List<DiskFinding> findings = new ArrayList<>();

  @ParameterizedTest
  @EnumSource
  void aSoundStoreHasNoFindingsInEitherSuite(Suite suite) throws IOException {
    fill(suite);
    Map<String, FileTime> before = files();
    for (int node = 1; node <= 3; node++) {
      DiskReport report = Custodians.check(parent.resolve("node-" + node), findings::add);
      assertThat(findings).isEmpty();
      assertThat(report.isSound()).isTrue();
      assertThat(report.leftovers()).isZero();
      assertThat(report.vaults()).hasSize(1).allSatisfy(vault -> {
        // card, two packs of a shard and a manifest each, pages, a share of a break-glass key
        assertThat(vault.sound()).isGreaterThanOrEqualTo(7);
        assertThat(vault.sealed()).isGreaterThanOrEqualTo(3);
        assertThat(vault.problems()).isEmpty();
      });
    }
    assertThat(files()).as("what is on the disk").isEqualTo(before);
  }

  @Test
  void aCustodianThatIsOpenIsLeftAlone() {
    try (Ledger ledger = Ledgers.open("memory:")) {
      List<Custodian> open = Custodians.directories(parent, 1, ledger);
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> Custodians.check(parent.resolve("node-1"), findings::add))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_IN_USE));
      open.forEach(Custodian::close);
      assertThat(Custodians.check(parent.resolve("node-1"), findings::add).vaults())
          .isEmpty();
    }
  }

  @Test
  void aDirectoryThatIsNotThereIsAnErrorAndIsNotMade() {
    Path none = parent.resolve("none");
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> Custodians.check(none, findings::add));
    assertThat(none).doesNotExist();
  }

  @Test
  void draftsAndStrangersFilesAreLeftOver() throws IOException {
    fill(Suite.S1);
    Path node = parent.resolve("node-1");
    Files.write(node.resolve(".tmp").resolve("cut-off"), new byte[10]);
    for (String name : List.of("a", "0a", "zebra", "_x/y", "00-/z", "0", "notes/readme.txt")) {
      Path file = node.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[10]);
    }
    DiskReport report = Custodians.check(node, findings::add);
    assertThat(report.leftovers()).isEqualTo(8);
    assertThat(findings).hasSize(7).extracting(DiskFinding::problem).containsOnly(LEFTOVER);
    assertThat(report.isSound()).isTrue();
  }

  /** Each kind of damage to one blob of each kind is found, and nothing else is. */
  @Property(tries = 60)
  void everyDamageIsFoundAndNothingElse(
      @ForAll Damage damage, @ForAll @IntRange(max = 1000) int choice, @ForAll Random random) {
    ShardStore store = SAMPLE.copy();
    List<String> checked = SAMPLE.checked();
    String name = checked.get(choice % checked.size());
    damage.apply(store, name, random);
    List<DiskFinding> found = new ArrayList<>();
    DiskReport report = Custodians.check(store, found::add);
    assertThat(report.vaults()).hasSize(1);
    assertThat(found)
        .allSatisfy(each -> assertThat(each.name())
            .satisfiesAnyOf(
                n -> assertThat(n).isEqualTo(name),
                n -> assertThat(objectOf(n)).isEqualTo(objectOf(name)),
                n -> assertThat(name).endsWith("/card/0")));
    if (damage != Damage.DELETED) {
      assertThat(found).contains(new DiskFinding(CORRUPT, name));
      assertThat(report.isSound()).isFalse();
    } else {
      // Nothing here names the pages: that one is gone, only its keys tell.
      assertThat(found.isEmpty()).isEqualTo(name.matches(".*/(page|key-update|break-glass.*)/.*"));
    }
  }

  @Test
  void aLostShardIsMissingAndALostManifestLeavesItsShardUnnamed() {
    ShardStore store = SAMPLE.copy();
    String shard = SAMPLE.first("/shard/");
    store.delete(shard);
    assertThat(check(store).count(MISSING)).isEqualTo(1);
    assertThat(findings.get(0).name()).isEqualTo(shard.replaceFirst("\\.[0-9]+$", ".*"));
    store = SAMPLE.copy();
    store.delete(shard.replace("/shard/", "/manifest/").replaceFirst("\\.[0-9]+$", ""));
    VaultReport report = check(store);
    assertThat(report.count(UNNAMED)).isEqualTo(1);
    assertThat(report.isSound()).as("an orphan harms nobody").isTrue();
  }

  @Test
  void aShardUnderTheNameOfAnotherIsCorruptAndOneOfNoPlaceUnnamed() {
    ShardStore store = SAMPLE.copy();
    String shard = SAMPLE.first("/shard/");
    byte[] content = store.get(shard).orElseThrow();
    String stem = shard.replaceFirst("\\.[0-9]+$", ".");
    int index = Integer.parseInt(shard.substring(stem.length()));
    store.putIfAbsent(stem + (index + 1) % 3, content);
    store.putIfAbsent(stem + "3", content);
    store.putIfAbsent(stem + "03", content);
    VaultReport report = check(store);
    assertThat(report.count(CORRUPT)).isEqualTo(1);
    assertThat(report.count(UNNAMED)).isEqualTo(1);
    assertThat(report.count(LEFTOVER)).isEqualTo(1);
  }

  @Test
  void withoutTheCardNothingCountsAsSound() {
    ShardStore store = SAMPLE.copy();
    store.delete(SAMPLE.first("/card/"));
    VaultReport report = check(store);
    assertThat(report.sound()).isZero();
    assertThat(report.count(MISSING)).isEqualTo(1);
    assertThat(report.isSound()).isFalse();
  }

  /** Whoever writes to a custodian's disk can put another vault's card there, with shards that it signed itself. */
  @Test
  void theCardOfAnotherVaultIsCorrupt() {
    ShardStore store = SAMPLE.copy();
    String card = SAMPLE.first("/card/");
    store.delete(card);
    try (PatientKeys mallory = PatientKeys.create()) {
      store.putIfAbsent(card, VaultCard.of(mallory).bytes());
    }
    VaultReport report = check(store);
    assertThat(report.sound()).isZero();
    assertThat(report.count(CORRUPT)).isEqualTo(1);
  }

  @Test
  void aBlobThatCannotBeReadIsCountedAndTheCheckGoesOn() {
    String shard = SAMPLE.first("/shard/");
    ShardStore failing = new ReadingStore(SAMPLE.copy()) {
      @Override
      public Optional<byte[]> getRange(String name, long offset, int length) {
        if (name.equals(shard)) {
          throw new StorageException(ErrorCode.STORE_FAILED, "input/output error");
        }
        return super.getRange(name, offset, length);
      }
    };
    VaultReport report = check(failing);
    assertThat(report.count(UNREADABLE)).isEqualTo(1);
    assertThat(report.isSound()).isFalse();
    assertThat(findings).containsExactly(new DiskFinding(UNREADABLE, shard));
  }

  @Test
  void aStoreWithoutCheapRangesIsAskedForAShardOnce() {
    int[] ranges = {0};
    ShardStore dear = new ReadingStore(SAMPLE.copy()) {
      @Override
      public Optional<byte[]> getRange(String name, long offset, int length) {
        ranges[0]++;
        return super.getRange(name, offset, length);
      }

      @Override
      public Set<StoreCapability> capabilities() {
        return Set.of();
      }
    };
    assertThat(check(dear).problems()).isEmpty();
    assertThat(ranges[0]).isZero();
  }

  private VaultReport check(ShardStore store) {
    findings.clear();
    DiskReport report = Custodians.check(store, findings::add);
    assertThat(report.vaults()).hasSize(1);
    return report.vaults().get(0);
  }

  private static String objectOf(String name) {
    return name.replaceFirst(".*/(shard|manifest)/([0-9a-f]{64}).*", "$2");
  }

  /** What happens to one blob. */
  enum Damage {
    DELETED,
    FLIPPED,
    TRUNCATED,
    EXTENDED,
    EMPTIED,
    REPLACED_BY_ANOTHER;

    void apply(ShardStore store, String name, Random random) {
      byte[] sound = store.get(name).orElseThrow();
      store.delete(name);
      switch (this) {
        case DELETED -> {}
        case FLIPPED -> {
          sound[random.nextInt(sound.length)] ^= (byte) (1 << random.nextInt(8));
          store.putIfAbsent(name, sound);
        }
        case TRUNCATED ->
          store.putIfAbsent(name, java.util.Arrays.copyOf(sound, random.nextInt(sound.length)));
        case EXTENDED -> store.putIfAbsent(name, java.util.Arrays.copyOf(sound, sound.length + 1));
        case EMPTIED -> store.putIfAbsent(name, new byte[0]);
        case REPLACED_BY_ANOTHER ->
          store.putIfAbsent(name, store.get(SAMPLE.another(name)).orElseThrow());
      }
    }
  }

  private static final Sample SAMPLE = new Sample();

  /** One custodian's store of a vault with everything in it. */
  private static final class Sample {
    private final Map<String, byte[]> blobs = new TreeMap<>();

    Sample() {
      ShardStore store = ShardStore.inMemory();
      try (PatientKeys alice = PatientKeys.create();
          Ledger ledger = Ledgers.open("memory:")) {
        List<Custodian> custodians = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          custodians.add(Custodians.over(
              "node-" + i,
              i == 0 ? store : ShardStore.inMemory(),
              ledger,
              java.time.InstantSource.system()));
        }
        putAll(alice, Suite.S1, ledger, custodians);
      }
      store.list("").forEach(name -> blobs.put(name, store.get(name).orElseThrow()));
    }

    ShardStore copy() {
      ShardStore copy = ShardStore.inMemory();
      copy.putAllIfAbsent(blobs);
      return copy;
    }

    /** The blobs that can be checked without a key. */
    List<String> checked() {
      return blobs.keySet().stream()
          .filter(name ->
              name.matches("[^/]*/(card|shard|manifest|page|key-update|break-glass-share)/.*"))
          .toList();
    }

    String first(String folder) {
      return blobs.keySet().stream()
          .filter(name -> name.contains(folder))
          .findFirst()
          .orElseThrow();
    }

    String another(String name) {
      return blobs.keySet().stream()
          .filter(other -> !other.equals(name) && !other.contains("/card/"))
          .findFirst()
          .orElseThrow();
    }
  }

  private void fill(Suite suite) {
    try (PatientKeys alice = PatientKeys.create();
        Ledger ledger = Ledgers.open("memory:")) {
      List<Custodian> custodians = Custodians.directories(parent, 3, ledger);
      putAll(alice, suite, ledger, custodians);
      custodians.forEach(Custodian::close);
    }
  }

  private static void putAll(
      PatientKeys alice, Suite suite, Ledger ledger, List<Custodian> custodians) {
    try (HolderKeys clinic = HolderKeys.create("St. Mary");
        HolderKeys lab = HolderKeys.create("Lab");
        Vault vault = Vault.builder()
            .keys(alice)
            .suite(suite)
            .ledger(ledger)
            .custodians(custodians, StripeLayout.of(2, 3))
            .open()) {
      vault.put(List.of(
          record("a", Category.LABORATORY, 300),
          record("b", Category.LABORATORY, 100_000),
          record("c", Category.DOCUMENTS, 1)));
      vault.grant(clinic.grantee(), GrantTerms.breakGlass().expiresIn(Duration.ofDays(30)));
      GrantTerms reading =
          GrantTerms.read(Category.LABORATORY).for_(Purpose.TREAT).expiresIn(Duration.ofDays(30));
      var ended = vault.grant(lab.grantee(), reading);
      vault.grant(clinic.grantee(), reading);
      vault.revoke(ended.id());
    }
  }

  private static HealthRecord record(String name, Category category, int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return new HealthRecord(
        new RecordId("Observation/" + name),
        "Observation",
        LocalDate.of(2026, 3, 3),
        Set.of(category),
        Set.of(Label.NORMAL),
        content);
  }

  private Map<String, FileTime> files() throws IOException {
    Map<String, FileTime> times = new TreeMap<>();
    try (Stream<Path> all = Files.walk(parent, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : all.toList()) {
        times.put(file.toString(), Files.getLastModifiedTime(file));
      }
    }
    return times;
  }
}
