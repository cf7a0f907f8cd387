// SPDX-License-Identifier: Apache-2.0
package health.habeas.crash;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ReadResult;
import health.habeas.RecordContent;
import health.habeas.record.HealthRecord;
import health.habeas.record.LargeRecord;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodians;
import health.habeas.shard.DiskFinding.Problem;
import health.habeas.shard.DiskReport;
import health.habeas.shard.RepairReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that puts small and large records, deletes, repairs what it lost and replaces custodians is killed with -9 at a random
 * moment, again and again. What was acknowledged is there, what was not is there as a whole or not at all; a replacement that was
 * cut off goes on when it is repeated; a repair makes everything whole, and nothing is left on any disk that the vault does not know.
 */
class UpkeepKillTest {
  private static final int KILLS_PER_DIRECTORY = 8;
  private static final int LINES = 12;
  private static final int MOST_DELAY_MILLIS = 400;

  @TempDir
  Path folder;

  @Test
  void nothingAcknowledgedIsLostInEightKills() throws Exception {
    kill(KILLS_PER_DIRECTORY, Long.getLong("habeas.seed", System.nanoTime()));
  }

  @Test
  @Tag("kill")
  void nothingAcknowledgedIsLostInManyKills() throws Exception {
    int kills = Integer.getInteger("habeas.kills", 200);
    Toll toll = kill(kills, Long.getLong("habeas.seed", System.nanoTime()));
    assertThat(toll.hasAll()).isTrue();
    System.out.println("kill: " + kills + " kills during upkeep, " + toll.puts + " puts, "
        + toll.larges + " large puts, " + toll.deletions + " deletions, " + toll.repairs
        + " repairs and " + toll.replacements
        + " replacements acknowledged, nothing lost and nothing left over");
  }

  /** How much was acknowledged. */
  private static final class Toll {
    private int puts;
    private int larges;
    private int deletions;
    private int repairs;
    private int replacements;

    boolean hasAll() {
      return puts > 0 && larges > 0 && deletions > 0 && repairs > 0 && replacements > 0;
    }

    void add(UpkeepTold told) {
      puts += told.puts().size();
      larges += told.larges().size();
      deletions += told.deletions().size();
      repairs += told.repairs();
      replacements += told.replacements();
    }
  }

  private Toll kill(int kills, long seed) throws Exception {
    Random random = new Random(seed);
    KilledProcess process = new KilledProcess(random, LINES, MOST_DELAY_MILLIS);
    Toll toll = new Toll();
    for (int done = 0; done < kills; done += KILLS_PER_DIRECTORY) {
      Path directory = Files.createDirectory(folder.resolve("after-" + done));
      UpkeepStage.makeKeys(directory);
      UpkeepTold told = new UpkeepTold();
      for (int i = done; i < done + KILLS_PER_DIRECTORY; i++) {
        process.run(
            UpkeepWorker.class,
            List.of(
                directory.toString(),
                Long.toString(random.nextLong()),
                Integer.toString(told.next()),
                String.join(",", told.names())),
            directory.resolve("errors.txt"),
            told::hear);
        try {
          check(directory, told);
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError("after kill " + (i + 1) + " with -Dhabeas.seed=" + seed, e);
        }
      }
      toll.add(told);
    }
    return toll;
  }

  private static void check(Path directory, UpkeepTold told) throws IOException {
    int objects;
    try (UpkeepStage stage = UpkeepStage.open(directory, told.names(), told.namesIfReplaced())) {
      checkRecords(stage, told);
      if (told.tries("replace")) {
        assertThat(stage
                .vault()
                .replaceCustodian(stage.custodian(told.leaving()), stage.custodian(told.coming()))
                .emptied())
            .isTrue();
        assertThat(manifests(directory, told.leaving())).isZero();
        told.done();
      }
      told.given();
      RepairReport repaired = stage.vault().repair();
      assertThat(repaired.isWhole()).as(repaired.toString()).isTrue();
      // What was written anew by the first is dropped by the second.
      objects = stage.vault().repair().objects();
      checkRecords(stage, told);
    }
    for (String name : told.names()) {
      DiskReport disk = Custodians.check(node(directory, name), finding -> {});
      assertThat(disk.isSound()).as(disk.toString()).isTrue();
      assertThat(disk.leftovers()).isZero();
      assertThat(disk.vaults())
          .allSatisfy(vault -> assertThat(vault.count(Problem.UNNAMED)).isZero());
      assertThat(manifests(directory, name)).as("objects at " + name).isEqualTo(objects);
    }
  }

  private static void checkRecords(UpkeepStage stage, UpkeepTold told) throws IOException {
    ReadResult result = stage.vault().records();
    assertThat(result.isComplete()).isTrue();
    assertThat(result.lyingCustodians()).isEmpty();
    Set<HealthRecord> left = result.stream().collect(Collectors.toSet());
    for (int number = 1; number < told.next(); number++) {
      List<HealthRecord> batch = UpkeepStage.batch(number);
      Set<HealthRecord> found = batch.stream().filter(left::remove).collect(Collectors.toSet());
      Set<HealthRecord> few = Set.copyOf(batch.subList(0, UpkeepStage.LEFT));
      if (told.tries("put", number)) {
        assertThat(found).isIn(Set.of(), Set.copyOf(batch));
        takeIn(told, !found.isEmpty());
      } else if (told.tries("delete", number)) {
        assertThat(found).isIn(few, Set.copyOf(batch));
        takeIn(told, found.equals(few));
      } else if (told.puts().contains(number)) {
        assertThat(found).isEqualTo(told.deletions().contains(number) ? few : Set.copyOf(batch));
      } else {
        assertThat(found).isEmpty();
      }
    }
    assertThat(left).as("records that nobody put").isEmpty();
    checkLarge(stage, result, told);
  }

  private static void checkLarge(UpkeepStage stage, ReadResult result, UpkeepTold told)
      throws IOException {
    for (int number = 1; number < told.next(); number++) {
      RecordId id = UpkeepStage.largeHeader(number).id();
      boolean isThere = result.largeRecords().stream()
          .map(LargeRecord::header)
          .anyMatch(header -> header.id().equals(id));
      if (told.tries("large", number)) {
        takeIn(told, isThere);
      }
      assertThat(isThere).as(id.value()).isEqualTo(told.larges().contains(number));
      if (isThere) {
        try (RecordContent content = stage.vault().open(id).content().orElseThrow()) {
          assertThat(
                  Arrays.equals(content.stream().readAllBytes(), UpkeepStage.largeContent(number)))
              .isTrue();
        }
      }
    }
    assertThat(result.largeRecords()).hasSameSizeAs(told.larges());
  }

  private static void takeIn(UpkeepTold told, boolean happened) {
    if (happened) {
      told.done();
    } else {
      told.given();
    }
  }

  private static Path node(Path directory, String name) {
    return directory.resolve("nodes").resolve(name);
  }

  private static long manifests(Path directory, String name) throws IOException {
    try (Stream<Path> files = Files.walk(node(directory, name))) {
      return files
          .filter(file -> file.toString().contains("/manifest/") && Files.isRegularFile(file))
          .count();
    }
  }
}
