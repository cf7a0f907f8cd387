// SPDX-License-Identifier: Apache-2.0
package health.habeas.crash;

import health.habeas.GrantedVault;
import health.habeas.IssuedGrant;
import health.habeas.ReadResult;
import health.habeas.record.HealthRecord;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A process that works on a vault until it is killed, and says before each step what it tries and after it that it is done. */
final class VaultWorker {
  private static final int MOST_GRANTS = 4;

  private final Stage stage;
  private final Random random;
  private final FileOutputStream out;
  private int nextPut;

  private VaultWorker(Stage stage, long seed, int firstPut, FileOutputStream out) {
    this.stage = stage;
    this.random = new Random(seed);
    this.nextPut = firstPut;
    this.out = out;
  }

  /**
   * Works until it is killed.
   *
   * @param arguments directory, seed, number of the first put
   * @throws IOException when nobody listens
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      say(out, "opening");
      try (Stage stage = Stage.open(directory)) {
        VaultWorker worker = new VaultWorker(
            stage, Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]), out);
        say(out, "ready");
        while (true) {
          worker.step();
        }
      }
    }
  }

  private void step() throws IOException {
    int dice = random.nextInt(13);
    if (dice < 5) {
      put();
    } else if (dice < 7) {
      move();
    } else if (dice < 8) {
      say(out, "ack rewrap " + stage.vault().rewrap().slots());
    } else if (dice < 12) {
      List<IssuedGrant> live = stage.clinicGrants();
      if (live.size() < 1 + random.nextInt(MOST_GRANTS)) {
        grant();
      } else {
        revoke(live.get(random.nextInt(live.size())));
      }
    } else {
      read();
    }
  }

  private void put() throws IOException {
    int number = nextPut++;
    say(out, "try put " + number);
    stage.vault().put(Batch.of(number));
    say(out, "ack put " + number);
  }

  /** Moves the records of one put, all at once; those that were moved before stay. */
  private void move() throws IOException {
    List<HealthRecord> all = stage.vault().records().records();
    if (all.isEmpty()) {
      return;
    }
    int number = Batch.numberOf(all.get(random.nextInt(all.size())));
    say(out, "try move " + number);
    stage.vault().put(Batch.of(number).stream().map(Batch::moved).toList());
    say(out, "ack move " + number);
  }

  private void grant() throws IOException {
    say(out, "ack grant " + stage.grantToClinic().id().hex());
  }

  private void revoke(IssuedGrant grant) throws IOException {
    say(out, "try revoke " + grant.chain().id().hex());
    stage.vault().revoke(grant.chain().id());
    say(out, "ack revoke " + grant.chain().id().hex());
  }

  private void read() throws IOException {
    try (GrantedVault view = stage.openAsObserver().orElse(null)) {
      if (view == null) {
        return;
      }
      ReadResult result = view.records();
      if (!result.isComplete() || result.records().size() != stage.vault().size()) {
        throw new IllegalStateException("the observer reads " + result + ", and there are "
            + stage.vault().size() + " records");
      }
      say(out, "ack read");
    }
  }

  /** One write, so that a kill leaves the whole line or nothing of it. */
  private static void say(FileOutputStream out, String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
