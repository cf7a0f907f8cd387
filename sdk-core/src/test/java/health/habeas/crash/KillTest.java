// SPDX-License-Identifier: Apache-2.0
package health.habeas.crash;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.Disclosure;
import health.habeas.GrantedVault;
import health.habeas.IssuedGrant;
import health.habeas.ReadResult;
import health.habeas.error.ErrorCode;
import health.habeas.record.HealthRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that puts, moves records, grants, revokes, re-wraps and reads is killed with -9 at a random moment, again and again on one directory.
 * After each kill another process opens the vault: whatever was acknowledged is there, whatever was not is there as a
 * whole or not at all, for the patient and for a holder alike, and work goes on by itself.
 */
class KillTest {
  private static final int KILLS_PER_DIRECTORY = 10;
  private static final int LINES = 14;
  private static final int MOST_DELAY_MILLIS = 60;

  @TempDir
  Path folder;

  @Test
  void nothingAcknowledgedIsLostInTwentyKills() throws Exception {
    assertThat(kill(20, seed()).hasAll()).isTrue();
  }

  @Test
  @Tag("kill")
  void nothingAcknowledgedIsLostInManyKills() throws Exception {
    int kills = Integer.getInteger("habeas.kills", 200); // in tens
    Toll toll = kill(kills, seed());
    System.out.println("kill: " + kills + " kills, " + toll.puts + " puts, " + toll.grants
        + " grants, " + toll.revocations + " revocations, " + toll.moves + " moves and "
        + toll.rewraps + " re-wraps acknowledged, nothing lost");
  }

  /** How much was acknowledged. */
  private static final class Toll {
    private int puts;
    private int grants;
    private int revocations;
    private int moves;
    private int rewraps;

    boolean hasAll() {
      return puts > 0 && grants > 0 && revocations > 0 && moves > 0 && rewraps > 0;
    }

    void add(Told told) {
      puts += told.puts().size();
      grants += told.grants().size();
      revocations += told.revocations().size();
      moves += told.moves().size();
      rewraps += told.rewraps();
    }
  }

  private static long seed() {
    return Long.getLong("habeas.seed", System.nanoTime());
  }

  private Toll kill(int kills, long seed) throws Exception {
    Random random = new Random(seed);
    Toll toll = new Toll();
    // What is tried is drawn: a few more where chance left something out.
    for (int done = 0;
        done < kills || (!toll.hasAll() && done < 3 * kills);
        done += KILLS_PER_DIRECTORY) {
      Path directory = Files.createDirectory(folder.resolve("after-" + done));
      Stage.makeKeys(directory);
      Told told = new Told();
      for (int i = done; i < done + KILLS_PER_DIRECTORY; i++) {
        workUntilKilled(directory, random, told);
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

  private static void workUntilKilled(Path directory, Random random, Told told) throws Exception {
    new KilledProcess(random, LINES, MOST_DELAY_MILLIS)
        .run(
            VaultWorker.class,
            List.of(
                directory.toString(),
                Long.toString(random.nextLong()),
                Integer.toString(told.nextPut())),
            directory.resolve("errors.txt"),
            line -> {
              if (line.contains(" ")) {
                told.hear(line);
              }
            });
  }

  private static void check(Path directory, Told told) {
    try (Stage stage = Stage.open(directory)) {
      stage.grantToObserver();
      Map<String, HealthRecord> own = checkRecords(stage, told);
      checkGrants(stage, told);
      int next = told.nextPut();
      told.hear("try put " + next);
      assertThat(stage.vault().put(Batch.of(next)).added())
          .isEqualTo(Batch.of(next).size());
      told.hear("ack put " + next);
      own.putAll(byId(Batch.of(next)));
      checkObserver(stage, own, told);
    }
  }

  private static Map<String, HealthRecord> checkRecords(Stage stage, Told told) {
    ReadResult result = stage.vault().records();
    assertThat(result.isComplete()).isTrue();
    assertThat(result.silentCustodians()).isEmpty();
    assertThat(result.lyingCustodians()).isEmpty();
    Map<String, HealthRecord> found = byId(result.records());
    Set<Integer> numbers =
        result.stream().map(Batch::numberOf).collect(Collectors.toUnmodifiableSet());
    assertThat(numbers).containsAll(told.puts());
    assertThat(told.triedPuts()).containsAll(numbers);
    List<HealthRecord> expected = new ArrayList<>();
    numbers.forEach(number -> expected.addAll(asTold(number, told, found)));
    assertThat(found).isEqualTo(byId(expected));
    return found;
  }

  /** Moved if that was acknowledged, and as a whole or not at all if it was tried. */
  private static List<HealthRecord> asTold(int number, Told told, Map<String, HealthRecord> found) {
    List<HealthRecord> put = Batch.of(number);
    List<HealthRecord> moved = put.stream().map(Batch::moved).toList();
    boolean isMoved = told.moves().contains(number)
        || (told.triedMoves().contains(number)
            && moved.get(0).equals(found.get(moved.get(0).id().value())));
    return isMoved ? moved : put;
  }

  private static void checkGrants(Stage stage, Told told) {
    Map<String, IssuedGrant> issued = stage.vault().grants().stream()
        .collect(Collectors.toMap(grant -> grant.chain().id().hex(), Function.identity()));
    assertThat(issued.keySet()).containsAll(told.grants());
    for (String revoked : told.revocations()) {
      assertThat(issued.get(revoked).revoked()).isTrue();
    }
    for (IssuedGrant grant : issued.values()) {
      String id = grant.chain().id().hex();
      if (told.grants().contains(id)) {
        assertThat(!grant.revoked() || told.triedRevocations().contains(id)).isTrue();
        checkForecast(stage, grant);
      }
    }
  }

  private static void checkForecast(Stage stage, IssuedGrant grant) {
    try (GrantedVault view = stage.openAsClinic(grant.chain())) {
      assertThat(view.check(LABORATORY, TREAT).refusal().map(deny -> deny.code()))
          .isEqualTo(grant.revoked() ? Optional.of(ErrorCode.GRANT_REVOKED) : Optional.empty());
    }
  }

  private static void checkObserver(Stage stage, Map<String, HealthRecord> own, Told told) {
    try (GrantedVault view = stage.openAsObserver().orElseThrow()) {
      ReadResult result = view.records();
      assertThat(result.isComplete()).isTrue();
      assertThat(byId(result.records())).isEqualTo(own);
      told.hear("ack read");
    }
    List<Disclosure> disclosures = stage.vault().disclosures();
    assertThat(disclosures).allMatch(disclosure -> disclosure.receipt().holds());
    assertThat(disclosures.stream().filter(each -> each.event().isPresent()).count())
        .isGreaterThanOrEqualTo(told.reads());
  }

  private static Map<String, HealthRecord> byId(List<HealthRecord> records) {
    return records.stream()
        .collect(Collectors.toMap(health -> health.id().value(), Function.identity()));
  }
}
