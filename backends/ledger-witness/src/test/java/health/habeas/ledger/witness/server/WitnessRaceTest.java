// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.proof.CosignerKey;
import health.habeas.ledger.witness.ForkingLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two stories of one log are never cosigned: not in a race, not across kill -9. Over HTTP, against the command itself. */
class WitnessRaceTest {
  private static final int REQUESTS = 10_000;

  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init") // the test that kills it starts it
  private volatile WitnessProcess witness;

  private static List<ForkingLog> logs(int count, Random random) {
    List<ForkingLog> logs = new ArrayList<>();
    for (int log = 0; log < count; log++) {
      logs.add(new ForkingLog("log.example/" + log, 40, random.nextInt(12), 4));
    }
    return logs;
  }

  private WitnessProcess start(List<ForkingLog> logs) throws IOException {
    StringBuilder policy = new StringBuilder();
    logs.forEach(log -> policy.append(log.policyLine()));
    Path file = Files.writeString(folder.resolve("policy"), policy + "quorum none\n");
    return WitnessProcess.start(
        "witness",
        "--key=" + folder.resolve("key"),
        "--name=witness.example/w1",
        "--logs=" + file,
        "--store=" + folder.resolve("store"),
        "--listen=127.0.0.1:0",
        "--insecure-http");
  }

  @Test
  void tenThousandRacingRequestsNeverYieldTwoCosignedForks() throws Exception {
    long seed = new Random().nextLong();
    List<ForkingLog> logs = logs(100, new Random(seed));
    try (WitnessProcess witness = start(logs)) {
      Hammer hammer = new Hammer(logs, CosignerKey.parse(witness.key()), witness::address);
      Map<Integer, Integer> statuses = hammer.run(REQUESTS, seed);
      System.out.println("race: seed " + seed + ", statuses " + statuses);
      hammer.requireOneStoryALog();
      assertThat(hammer.decided()).isGreaterThan(logs.size() / 2);
      assertThat(statuses).containsKeys(200, 409, 422).doesNotContainKeys(0, 500);
      assertThat(witness.stop()).isEqualTo(143);
    }
  }

  @Test
  void killedAndStartedAgainItNeverCosignsASecondStory() throws Exception {
    int kills = Integer.getInteger("habeas.witnessKills", 3);
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<ForkingLog> logs = logs(30, random);
    WitnessProcess first = start(logs);
    CosignerKey key = CosignerKey.parse(first.key());
    witness = first;
    try {
      Hammer hammer = new Hammer(logs, key, () -> witness.address());
      for (int kill = 0; kill < kills; kill++) {
        CompletableFuture<Void> killing = CompletableFuture.runAsync(
            () -> kill(witness),
            CompletableFuture.delayedExecutor(300 + random.nextInt(700), TimeUnit.MILLISECONDS));
        hammer.run(REQUESTS, seed + 100L * kill);
        killing.get(20, TimeUnit.SECONDS);
        witness = start(logs);
        assertThat(witness.key()).isEqualTo(key.toString());
        hammer.requireOneStoryALog();
      }
      Map<Integer, Integer> statuses = hammer.run(600, seed - 1);
      System.out.println("kill: seed " + seed + ", statuses " + statuses);
      hammer.requireOneStoryALog();
      assertThat(hammer.decided()).isGreaterThan(logs.size() / 2);
    } finally {
      witness.close();
    }
  }

  private static void kill(WitnessProcess process) {
    try {
      process.kill();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
