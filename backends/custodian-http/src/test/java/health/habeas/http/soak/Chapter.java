// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.soak;

import health.habeas.grant.GrantChain;
import health.habeas.shard.DiskFinding;
import health.habeas.shard.DiskReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One vault's life among six custodians: work and havoc at once, then a quiet look at what is left. Not thread-safe. */
final class Chapter {
  private static final int WORK_PAUSE_MILLIS = 150;
  private static final int QUIET_TRIES = 20;

  private final History history = new History();
  private final Grants grants = new Grants();
  private final Tally tally;
  private final Random random;
  private volatile boolean over;

  Chapter(Tally tally, Random random) {
    this.tally = tally;
    this.random = random;
  }

  HistoryCheck run(Path directory, Duration length) throws Exception {
    try (Fleet fleet = new Fleet(directory);
        Patient patient = new Patient(fleet, history, tally, new Random(random.nextLong()));
        Holder holder = new Holder(fleet, history, tally, new Random(random.nextLong()))) {
      Havoc havoc = new Havoc(fleet, patient, history, tally, new Random(random.nextLong()));
      work(given -> patient.work(given, holder.grantee()), holder, havoc, length);
      havoc.backToFullStrength();
      lookQuietly(patient, holder);
      requireSoundDisks(fleet);
    }
    long accusing =
        history.reads().stream().filter(read -> !read.accused().isEmpty()).count();
    tally.add(Tally.Kind.ACCUSED, accusing);
    return HistoryCheck.of(history);
  }

  private interface Work {
    void once(Grants grants);
  }

  private void work(Work patient, Holder holder, Havoc havoc, Duration length) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> working = new ArrayList<>();
      working.add(threads.submit(() -> repeat(patient)));
      working.add(threads.submit(() -> repeat(holder::work)));
      long end = System.nanoTime() + length.toNanos();
      while (System.nanoTime() < end && working.stream().noneMatch(Future::isDone)) {
        havoc.round();
      }
      over = true;
      for (Future<?> each : working) {
        each.get();
      }
    } finally {
      over = true;
      threads.shutdownNow();
    }
  }

  private Void repeat(Work work) throws InterruptedException {
    while (!over) {
      work.once(grants);
      Thread.sleep(WORK_PAUSE_MILLIS);
    }
    return null;
  }

  /** Nothing goes wrong any more: the answers must be complete, and {@link HistoryCheck} holds them against all that was. */
  private void lookQuietly(Patient patient, Holder holder) {
    require("the patient puts", patient::put);
    require("the patient reads all", patient::read);
    for (GrantChain chain : grants.live()) {
      require("the holder reads all", () -> holder.read(chain, false));
    }
    grants.ended().forEach(chain -> holder.read(chain, false));
  }

  private interface Attempt {
    boolean succeeds();
  }

  /** On a busy machine a call may come too late though nobody is ill. */
  private static void require(String what, Attempt attempt) {
    for (int i = 0; i < QUIET_TRIES; i++) {
      if (attempt.succeeds()) {
        return;
      }
    }
    throw new AssertionError("after repair, and with no fault left, not: " + what);
  }

  private static void requireSoundDisks(Fleet fleet) throws InterruptedException, IOException {
    for (Node node : fleet.nodes()) {
      List<DiskFinding> findings = new ArrayList<>();
      DiskReport report = node.checkDisk(findings::add);
      if (!report.isSound()) {
        throw new AssertionError(node.name() + " is not sound: " + findings);
      }
    }
  }
}
