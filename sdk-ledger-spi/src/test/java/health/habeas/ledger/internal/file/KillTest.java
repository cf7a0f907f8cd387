// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import static health.habeas.ledger.internal.file.Ledgered.entry;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.TrustedHead;
import health.habeas.ledger.proof.SignedCheckpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process killed with −9 while it appends: nothing acknowledged is lost, nothing is half there. */
class KillTest {
  private static final int NUMBERS_A_LIFE = 1_000_000;

  @TempDir
  Path directory;

  private final Map<Integer, Long> acknowledged = new HashMap<>();
  private final List<Integer> said = new ArrayList<>(); // in the last life
  private final List<SignedCheckpoint> heads = new ArrayList<>();

  @Test
  void nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws Exception {
    killAndCheck(3);
  }

  @Test
  @Tag("kill")
  void nothingAcknowledgedIsLostOverManyKills() throws Exception {
    killAndCheck(100);
  }

  private void killAndCheck(int kills) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int life = 0; life < kills; life++) {
      liveAndDie(life * NUMBERS_A_LIFE, 1 + random.nextInt(400));
      check("seed " + seed + ", life " + life);
    }
  }

  private void liveAndDie(int from, int lines) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            KilledAppender.class.getName(),
            directory.toString(),
            Integer.toString(from))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    try (BufferedReader output = process.inputReader()) {
      for (int i = 0; i < lines; i++) {
        note(output.readLine());
      }
      process.toHandle().destroyForcibly(); // SIGKILL; the handle leaves the pipe open
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        note(line); // said before it died
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private void note(String line) {
    assertThat(line).as("the process lives until it is killed").isNotNull();
    String[] words = line.split(" ", 3);
    if (line.startsWith("head ") && line.endsWith("|")) {
      heads.add(SignedCheckpoint.parse(line.substring("head ".length()).replace('|', '\n')));
    } else if (words.length == 3 && words[0].equals("ack")) {
      acknowledged.put(Integer.parseInt(words[1]), Long.parseLong(words[2]));
      said.add(Integer.parseInt(words[1]));
    }
  }

  private void check(String run) {
    try (Ledger ledger = Ledgered.open(directory)) {
      Map<Integer, Long> found = new HashMap<>();
      long size = ledger.head().claimed().size();
      for (long at = 0; at < size; ) {
        for (StoredEntry stored : ledger.read(at, 1000)) {
          found.put(ByteBuffer.wrap(stored.entry().id().bytes()).getInt(), stored.position());
          at = stored.position() + 1;
        }
      }
      assertThat(found).as(run).containsAllEntriesOf(acknowledged);
      assertThat(found).as("one position an entry; %s", run).hasSize((int) size);
      found.forEach((number, position) -> assertWholeBatch(found, number, run));
      said.forEach(
          number -> assertThat(ledger.find(entry(number).id()).orElseThrow().entry())
              .isEqualTo(entry(number)));
      for (SignedCheckpoint head : heads) {
        TrustedHead.resume(ledger.verifier(), head).advance(ledger);
      }
      heads.clear();
      heads.add(ledger.head()); // stands for all that it extends
      said.clear();
    }
  }

  private static void assertWholeBatch(Map<Integer, Long> found, int number, String run) {
    int first = number - number % NUMBERS_A_LIFE % KilledAppender.BATCH;
    for (int i = 0; i < KilledAppender.BATCH; i++) {
      assertThat(found.get(first + i)).as(run).isEqualTo(found.getOrDefault(first, -9L) + i);
    }
  }
}
