// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import static health.habeas.ledger.internal.file.Ledgered.entries;
import static health.habeas.ledger.internal.file.Ledgered.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.ledger.Entry;
import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.LogFollower;
import health.habeas.ledger.LogMove;
import health.habeas.ledger.LogVerifier;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StateAudit;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.Witnesses;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.SignedCheckpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.junit.jupiter.api.io.TempDir;

/** A log that moves from one place to another: it stays one log, whatever happens on the way. */
class LogMoveTest {
  private static final int APPENDERS = 4;
  private static final int BEFORE = 1_000_000_000;

  @TempDir
  Path folder;

  private String place(String name) {
    return "file:" + folder.resolve(name);
  }

  private LogMove move(String from, String to) {
    return LogMove.begin(from, to, LedgerOptions.standard());
  }

  private static void assertRefused(LedgerErrorCode code, ThrowingSupplier<?> call) {
    assertThat(catchThrowableOfType(LedgerException.class, call::get).code()).isEqualTo(code);
  }

  @Test
  void theLogIsTheSameAtItsNewPlace() {
    InclusionBundle receipt;
    LogVerifier verifier;
    SignedCheckpoint last;
    try (Ledger former = Ledgers.open(place("a"))) {
      former.append(entries(0, 1000));
      former.append(entries(1000, 1499));
      // The log states its maps, as an entry.
      assertThat(former.prove(LogMap.LABELS, List.of(LogMap.label(entry(7).id().bytes()))))
          .isPresent();
      receipt = former.prove(700);
      last = former.head();
      verifier = former.verifier();
    }
    try (LogMove move = move(place("a"), place("b"))) {
      LogMove.Proof proof = move.finish();
      assertThat(proof.before()).isEqualTo(last);
      assertThat(verifier
              .verify(proof.before().claimed(), proof.after(), proof.proof())
              .size())
          .isEqualTo(1500);
      assertThat(move.ledger().append(entry(1500)).orThrow().position()).isEqualTo(1500);
      assertThat(move.ledger().append(entry(700))).isInstanceOf(Outcome.Duplicate.class);
    }
    try (Ledger moved = Ledgers.open(place("b"))) {
      assertThat(moved.verifier()).isEqualTo(verifier);
      assertThat(moved.verify(receipt).size()).isEqualTo(1500);
      assertThat(moved.prove(700).entry()).isEqualTo(receipt.entry());
      assertThat(moved.head().claimed().size()).isEqualTo(1501);
      assertThat(moved.read(1000, 499))
          .extracting(StoredEntry::entry)
          .isEqualTo(entries(1000, 1499));
      StateAudit audit = new StateAudit(verifier.origin());
      new LogFollower(verifier, audit).follow(moved);
      assertThat(audit.states()).isEqualTo(1);
    }
  }

  @Test
  void aPublishedLogMovesAndIsPublishedAtItsNewPlace() throws IOException {
    Path former = Files.createDirectories(folder.resolve("a/tiles"));
    try (Ledger ledger = Ledgers.open(place("a"))) {
      ledger.append(entries(0, 300));
    }
    Path tiles = folder.resolve("b/tiles"); // as an operator does who copies what is served
    Files.createDirectories(tiles);
    Files.copy(former.resolve("checkpoint"), tiles.resolve("checkpoint"));
    try (LogMove move = move(place("a"), place("b"))) {
      move.finish();
      move.ledger().append(entry(300)).orThrow();
    }
    assertRefused(LedgerErrorCode.LOG_MOVED, () -> Ledgers.open(place("a")));
    assertThat(SignedCheckpoint.parse(Files.readAllBytes(tiles.resolve("checkpoint")))
            .claimed()
            .size())
        .isEqualTo(301);
    Ledgers.open(place("b")).close();
  }

  private static final class Following implements Flow.Subscriber<StoredEntry> {
    final Consumer<StoredEntry> then;
    final Runnable atEnd;

    Following(Consumer<StoredEntry> then, Runnable atEnd) {
      this.then = then;
      this.atEnd = atEnd;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(StoredEntry entry) {
      then.accept(entry);
    }

    @Override
    public void onError(Throwable why) {
      throw new AssertionError(why);
    }

    @Override
    public void onComplete() {
      atEnd.run();
    }
  }

  private static boolean isWithin(String method, Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals(method));
  }

  /** The cut waits for its answer; if the answer waited for the cut, both would wait until one gives up. */
  @Test
  void aSubscriberThatAsksTheLogDuringTheCutIsAnswered() throws Exception {
    Ledgers.open(place("a")).close();
    try (LogMove move = move(place("a"), place("b"))) {
      move.ledger().append(entry(0)).orThrow();
      Thread mover = Thread.currentThread();
      CountDownLatch busy = new CountDownLatch(1);
      CompletableFuture<Boolean> answered = new CompletableFuture<>();
      move.ledger()
          .subscribe(0)
          .subscribe(new Following(
              entry -> {
                busy.countDown();
                while (!(isWithin("exchange", mover)
                    && mover.getState() == Thread.State.TIMED_WAITING)) {
                  Thread.onSpinWait();
                }
                boolean isFound = move.ledger().find(entry.entry().id()).isPresent();
                answered.complete(isFound && isWithin("exchange", mover));
              },
              () -> {}));
      busy.await();
      move.finish();
      assertThat(answered.get(30, TimeUnit.SECONDS))
          .as("found, while the cut waited")
          .isTrue();
    }
  }

  @Test
  void aSubscriberThatSubscribesAgainAtTheEndMissesNothing() throws Exception {
    Ledgers.open(place("a")).close();
    List<Long> positions = new CopyOnWriteArrayList<>();
    CountDownLatch all = new CountDownLatch(400);
    try (LogMove move = move(place("a"), place("b"))) {
      move.ledger().append(entries(0, 200)).forEach(Outcome::orThrow);
      Consumer<StoredEntry> take = entry -> {
        positions.add(entry.position());
        all.countDown();
      };
      AtomicInteger ends = new AtomicInteger();
      move.ledger().subscribe(0).subscribe(new Following(take, () -> {
        ends.incrementAndGet();
        move.ledger().subscribe(positions.size()).subscribe(new Following(take, () -> {}));
      }));
      move.finish();
      move.ledger().append(entries(200, 400)).forEach(Outcome::orThrow);
      assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(positions).isEqualTo(LongStream.range(0, 400).boxed().toList());
      assertThat(ends).hasValue(1);
    }
  }

  @Test
  void entriesKeepTheirTimeToTheMinute() {
    Instant[] now = {Instant.parse("2026-03-03T10:00:00Z")};
    LedgerOptions options = LedgerOptions.standard().withClock(() -> now[0]);
    List<Instant> times = new ArrayList<>();
    try (Ledger former = Ledgers.open(place("a"), options)) {
      for (int i = 0; i < 40; i++) {
        times.add(former.append(entry(i)).orThrow().time());
        now[0] = now[0].plusSeconds((long) i * i);
      }
    }
    try (LogMove move = LogMove.begin(place("a"), place("b"), options)) {
      move.finish();
      List<StoredEntry> moved = move.ledger().read(0, 40);
      for (int i = 0; i < 40; i++) {
        assertThat(moved.get(i).time()).isBetween(times.get(i), times.get(i).plusSeconds(60));
      }
      assertThat(move.ledger().append(entry(40)).orThrow().time()).isEqualTo(now[0]);
    }
  }

  @Test
  void theFormerPlaceNeverOpensAgain() throws IOException {
    Ledgers.open(place("a")).close();
    try (LogMove move = move(place("a"), place("b"))) {
      move.finish();
      move.finish();
    }
    assertRefused(LedgerErrorCode.LOG_MOVED, () -> Ledgers.open(place("a")));
    assertRefused(LedgerErrorCode.LOG_MOVED, () -> move(place("a"), place("b")));
    assertRefused(LedgerErrorCode.LOG_MOVED, () -> move(place("b"), place("a")));
    assertThat(folder.resolve("a/log-key")).doesNotExist();
    Files.delete(folder.resolve("a/moved")); // not even then
    assertRefused(LedgerErrorCode.KEY_INVALID, () -> Ledgers.open(place("a")));
  }

  @Test
  void aMoveThatIsNotFinishedLeavesTheLogWhereItWas() {
    try (Ledger former = Ledgers.open(place("a"))) {
      former.append(entries(0, 10));
    }
    try (LogMove move = move(place("a"), place("b"))) {
      move.ledger().append(entry(10)).orThrow();
    }
    assertRefused(LedgerErrorCode.MOVE_UNFINISHED, () -> Ledgers.open(place("b")));
    try (Ledger former = Ledgers.open(place("a"))) {
      assertThat(former.append(entry(11)).orThrow().position()).isEqualTo(11);
    }
    try (LogMove move = move(place("a"), place("b"))) {
      assertThat(move.finish().after().claimed().size()).isEqualTo(12);
    }
  }

  /** Each moment between two of the last steps: what is on the disk then, and that nothing else than the same move goes on. */
  @Test
  void aCrashBetweenTheLastStepsIsMended() throws IOException {
    try (Ledger former = Ledgers.open(place("a"))) {
      former.append(entries(0, 10));
    }
    byte[] key = Files.readAllBytes(folder.resolve("a/log-key"));
    try (LogMove move = move(place("a"), place("b"))) {
      move.finish();
    }
    for (boolean adopted : new boolean[] {false, true}) {
      Files.write(folder.resolve("a/log-key"), key);
      if (!adopted) {
        Files.move(folder.resolve("b/log-key"), folder.resolve("b/log-key.arriving"));
        assertRefused(LedgerErrorCode.MOVE_UNFINISHED, () -> Ledgers.open(place("b")));
      }
      assertRefused(LedgerErrorCode.LOG_MOVED, () -> Ledgers.open(place("a")));
      assertRefused(LedgerErrorCode.MOVE_REFUSED, () -> move(place("a"), place("c")));
      assertThat(folder.resolve("c")).doesNotExist();
      try (LogMove move = move(place("a"), place("b"))) {
        assertThat(move.ledger().append(entry(10)).recorded()).isPresent();
        assertThat(move.finish().after().claimed().size()).isEqualTo(11);
        assertThat(folder.resolve("a/log-key")).doesNotExist();
      }
      assertRefused(LedgerErrorCode.LOG_MOVED, () -> move(place("a"), place("b")));
    }
  }

  /** What others saw of the log tells a lost end; a place that it is on its way to has no end yet. */
  @Test
  void aPlaceOnTheWayIsNotHeldAgainstHeadsSeenElsewhere() {
    SignedCheckpoint seen;
    try (Ledger former = Ledgers.open(place("a"))) {
      former.append(entries(0, 10));
      seen = former.head();
    }
    LedgerOptions held = LedgerOptions.standard().withHeadsSeen(log -> List.of(seen));
    try (LogMove move = LogMove.begin(place("a"), place("b"), held)) {
      assertThat(move.finish().after().claimed()).isEqualTo(seen.claimed());
    }
    Ledgers.open(place("b"), held).close();
  }

  /** The new place has gone on since, and others saw it: the former one has less, and is no log any more. */
  @Test
  void aMoveThatWasCutOffBeforeItsLastStepIsFinishedWhereLaterHeadsWereSeen() throws IOException {
    try (Ledger former = Ledgers.open(place("a"))) {
      former.append(entries(0, 10));
    }
    byte[] key = Files.readAllBytes(folder.resolve("a/log-key"));
    SignedCheckpoint seen;
    try (LogMove move = move(place("a"), place("b"))) {
      move.finish();
      move.ledger().append(entry(10)).orThrow();
      seen = move.ledger().head();
    }
    Files.write(folder.resolve("a/log-key"), key); // as a crash before the last step leaves it
    List<SignedCheckpoint> asked = new CopyOnWriteArrayList<>();
    LedgerOptions held =
        LedgerOptions.standard().withHeadsSeen(log -> List.of(seen)).withWitnesses(asking(asked));
    try (LogMove move = LogMove.begin(place("a"), place("b"), held)) {
      assertThat(move.finish().after().claimed()).isEqualTo(seen.claimed());
    }
    assertThat(asked).isEmpty();
    assertThat(folder.resolve("a/log-key")).doesNotExist();
  }

  private static Witnesses asking(List<SignedCheckpoint> asked) {
    return new Witnesses() {
      @Override
      public SignedCheckpoint cosign(
          SignedCheckpoint head,
          LogVerifier log,
          LongFunction<ConsistencyProof> proofs,
          Consumer<SignedCheckpoint> shown) {
        asked.add(head);
        return head;
      }

      @Override
      public Duration interval() {
        return Duration.ofMinutes(1);
      }
    };
  }

  /** A place that can't be opened again at the cut, for whatever reason, is tried again with each call. */
  @Test
  void aLogWhosePlaceDoesNotOpenAtTheCutGoesOnAsSoonAsItDoes() {
    try (Ledger former = Ledgers.open(place("a"))) {
      former.append(entries(0, 10));
    }
    AtomicInteger openings = new AtomicInteger();
    LedgerOptions moody = LedgerOptions.standard().withHeadsSeen(log -> {
      if (openings.incrementAndGet() == 2 || openings.get() == 3) {
        throw new LedgerException.Retryable(LedgerErrorCode.UNAVAILABLE, "not now");
      }
      return List.of();
    });
    try (LogMove move = LogMove.begin(place("a"), place("b"), moody)) {
      assertRefused(LedgerErrorCode.UNAVAILABLE, move::finish);
      Outcome refused = move.ledger().append(entry(10));
      assertThat(((Outcome.Rejected) refused).error().code())
          .isEqualTo(LedgerErrorCode.UNAVAILABLE);
      assertRefused(LedgerErrorCode.UNAVAILABLE, () -> move.ledger().head());
      assertThat(recorded(move.ledger(), entry(10))).isEqualTo(10);
      assertThat(openings).hasValue(4); // and not once for each call
      assertThat(move.finish().after().claimed().size()).isEqualTo(11);
    }
    assertRefused(LedgerErrorCode.LOG_MOVED, () -> Ledgers.open(place("a")));
  }

  /** What decides is the file that gives the log away: without it, the log is where it was. */
  @Test
  void aLogThatCouldNotBeGivenAwayGoesOnWhereItWas() throws IOException {
    try (Ledger former = Ledgers.open(place("a"))) {
      former.append(entries(0, 10));
    }
    Path inTheWay = Files.createDirectories(folder.resolve("a/moved.new/x"));
    try (LogMove move = move(place("a"), place("b"))) {
      assertRefused(LedgerErrorCode.UNAVAILABLE, move::finish);
      assertThat(move.ledger().append(entry(10)).orThrow().position()).isEqualTo(10);
      Files.delete(inTheWay);
      Files.delete(inTheWay.getParent());
      assertThat(move.finish().after().claimed().size()).isEqualTo(11);
    }
  }

  @Test
  void aPlaceWithSomethingElseIsRefused() throws IOException {
    try (Ledger former = Ledgers.open(place("a"))) {
      former.append(entry(1)).orThrow();
    }
    Ledgers.open(place("other")).close();
    assertRefused(LedgerErrorCode.MOVE_REFUSED, () -> move(place("a"), place("other")));
    assertRefused(LedgerErrorCode.MOVE_REFUSED, () -> move(place("a"), "memory:"));
    assertRefused(LedgerErrorCode.IN_USE, () -> move(place("a"), place("a")));
    // A copy of the directory is this log, but it must not become it.
    Files.createDirectories(folder.resolve("copy"));
    try (var files = Files.list(folder.resolve("a"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve("copy").resolve(file.getFileName()));
      }
    }
    assertRefused(LedgerErrorCode.MOVE_REFUSED, () -> move(place("a"), place("copy")));
    try (Ledger former = Ledgers.open(place("a"))) {
      assertThat(former.head().claimed().size()).isEqualTo(1);
    }
  }

  @Test
  void aPlaceThatForgetsTakesNoPart() {
    assertRefused(LedgerErrorCode.MOVE_REFUSED, () -> move("memory:", place("b")));
    assertThat(folder.resolve("b")).doesNotExist();
  }

  @Test
  void appendersGoOnThroughTheMove() throws Exception {
    try (Ledger former = Ledgers.open(place("a"))) {
      former.append(entries(900_000, 900_500));
    }
    Map<Entry, Long> acknowledged = new ConcurrentHashMap<>();
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch under = new CountDownLatch(APPENDERS * 20);
    ExecutorService threads = Executors.newFixedThreadPool(APPENDERS);
    try (LogMove move = move(place("a"), place("b"))) {
      List<Future<?>> appenders = new ArrayList<>();
      IntStream.range(0, APPENDERS)
          .forEach(thread -> appenders.add(threads.submit(() -> {
            for (int i = 0; !stop.get(); i++) {
              Entry next = entry(thread * 100_000 + i);
              acknowledged.put(next, recorded(move.ledger(), next));
              under.countDown();
            }
          })));
      under.await();
      move.finish();
      int atTheCut = acknowledged.size();
      while (acknowledged.size() < atTheCut + 100) {
        Thread.onSpinWait();
      }
      stop.set(true);
      for (Future<?> appender : appenders) {
        appender.get();
      }
    } finally {
      threads.shutdownNow();
    }
    try (Ledger moved = Ledgers.open(place("b"))) {
      assertThat(moved.head().claimed().size()).isEqualTo(500 + acknowledged.size());
      acknowledged.forEach((entry, position) ->
          assertThat(moved.find(entry.id()).orElseThrow().position()).isEqualTo(position));
    }
  }

  /** What every client does: in doubt and refused for now are tried again with the same id. */
  static long recorded(Ledger ledger, Entry entry) {
    Outcome outcome = ledger.append(entry);
    while (outcome.recorded().isEmpty()) {
      if (outcome instanceof Outcome.Rejected rejected
          && !(rejected.error() instanceof LedgerException.Retryable)) {
        throw rejected.error();
      }
      outcome = ledger.append(entry);
    }
    return outcome.recorded().get().position();
  }

  @Test
  void nothingIsLostWhenAMoveIsKilled() throws Exception {
    killAndFinish(3);
  }

  @Test
  @Tag("kill")
  void nothingIsLostOverManyKilledMoves() throws Exception {
    assertThat(killAndFinish(60)).as("kills that met a move").isPositive();
  }

  /** How many of the kills met a move that was not finished. */
  private int killAndFinish(int kills) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int number = 0;
    int here = 0;
    int met = 0;
    Map<Integer, Long> acknowledged = new ConcurrentHashMap<>();
    try (Ledger first = Ledgers.open(place("0"))) { // enough that a kill meets the copying
      for (int batch = 0; batch < 30; batch++) {
        first.append(entries(BEFORE + batch * 1000, BEFORE + (batch + 1) * 1000));
      }
    }
    for (int life = 0; life < kills; life++) {
      String run = "seed " + seed + ", life " + life;
      number += live(number, here, random.nextInt(60), acknowledged);
      String from = place(Integer.toString(here));
      String to = place(Integer.toString(here + 1));
      if (opens(from)) {
        met++;
        assertRefused(LedgerErrorCode.MOVE_UNFINISHED, () -> Ledgers.open(to));
        try (LogMove move = move(from, to)) {
          move.finish();
        }
      } else {
        finishLastSteps(from, to);
      }
      here++;
      try (Ledger moved = Ledgers.open(to)) {
        assertThat(moved.head().claimed().size())
            .as(run)
            .isGreaterThanOrEqualTo(acknowledged.size());
        acknowledged.forEach((each, position) -> assertThat(
                moved.find(entry(each).id()).orElseThrow().position())
            .as(run)
            .isEqualTo(position));
      }
    }
    return met;
  }

  private static boolean opens(String place) {
    try {
      Ledgers.open(place).close();
      return true;
    } catch (LedgerException e) {
      assertThat(e.code()).isEqualTo(LedgerErrorCode.LOG_MOVED);
      return false;
    }
  }

  private void finishLastSteps(String from, String to) {
    try (LogMove move = move(from, to)) {
      move.finish();
    } catch (LedgerException e) {
      assertThat(e.code()).isEqualTo(LedgerErrorCode.LOG_MOVED); // it was finished
    }
  }

  /** Moves in another process, which appends all the time, until it said so many lines; how many numbers it may have used. */
  private int live(int from, int here, int lines, Map<Integer, Long> acknowledged)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Moving.class.getName(),
            place(Integer.toString(here)),
            place(Integer.toString(here + 1)),
            Integer.toString(from))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    int highest = from;
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      for (int i = 0; line != null; i++, line = output.readLine()) {
        if (i == lines) {
          process.toHandle().destroyForcibly(); // SIGKILL; the handle leaves the pipe open
        }
        String[] words = line.split(" ", 3);
        if (words.length == 3 && words[2].equals("|")) {
          acknowledged.put(Integer.parseInt(words[0]), Long.parseLong(words[1]));
          highest = Math.max(highest, Integer.parseInt(words[0]));
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return highest - from + 100; // some more were under way
  }

  /** A process that moves a log and appends to it. */
  static final class Moving {
    private Moving() {}

    public static void main(String[] arguments) {
      LedgerOptions options = LedgerOptions.standard().withDeadline(Duration.ofSeconds(20));
      LogMove move = LogMove.begin(arguments[0], arguments[1], options);
      int from = Integer.parseInt(arguments[2]);
      for (int thread = 0; thread < APPENDERS; thread++) {
        int first = from + thread;
        new Thread(() -> append(move.ledger(), first)).start();
      }
      move.finish();
    }

    private static void append(Ledger ledger, int first) {
      for (int number = first; ; number += APPENDERS) {
        say(number + " " + recorded(ledger, entry(number)) + " |");
      }
    }

    private static synchronized void say(String line) {
      System.out.println(line); // the parent reads it
      System.out.flush();
    }
  }
}
