// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import static health.habeas.ledger.internal.file.Ledgered.entries;
import static health.habeas.ledger.internal.file.Ledgered.entry;
import static health.habeas.ledger.internal.file.Ledgered.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.LedgerReceipt;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.LogVerifier;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.SignedCheckpoint;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLedgerTest {
  @TempDir
  Path temporary;

  private Path directory() {
    return temporary.resolve("ledger");
  }

  @Test
  void keepsEntriesKeyAndHeadAcrossOpenings() {
    LogVerifier verifier;
    SignedCheckpoint head;
    try (Ledger ledger = open(directory())) {
      ledger.append(entries(0, 10)).forEach(Outcome::orThrow);
      verifier = ledger.verifier();
      head = ledger.head();
    }
    try (Ledger ledger = open(directory())) {
      assertThat(ledger.verifier()).isEqualTo(verifier);
      assertThat(ledger.head()).isEqualTo(head);
      assertThat(ledger.read(0, 100))
          .extracting(stored -> stored.entry())
          .isEqualTo(entries(0, 10));
      assertThat(ledger.append(entry(3))).isInstanceOf(Outcome.Duplicate.class);
      verifier.verify(ledger.prove(9));
    }
  }

  @Test
  void refusesASecondLedgerOnOneDirectory() {
    try (Ledger ledger = open(directory())) {
      LedgerException e = catchThrowableOfType(
          LedgerException.Permanent.class, () -> open(directory()).close());
      assertThat(e.code()).isEqualTo(LedgerErrorCode.IN_USE);
      assertThat(e)
          .hasMessageContaining(directory().toString())
          .hasMessageContaining("docs/errors/HBS-6003.md");
      assertThat(ledger.append(entry(1))).isInstanceOf(Outcome.Acked.class);
    }
    open(directory()).close();
  }

  @Test
  void readsPlainPathsAndUris() throws IOException {
    Path spaced = temporary.resolve("with space");
    Ledgers.open("file:" + spaced).close();
    try (Ledger ledger = Ledgers.open(spaced.toUri().toString())) {
      assertThat(ledger.info().scheme()).isEqualTo("file");
    }
    assertThat(temporary).isDirectoryNotContaining(found -> !found.equals(spaced));
  }

  @Test
  void refusesAnAddressWithoutADirectory() {
    LedgerException e =
        catchThrowableOfType(LedgerException.class, () -> Ledgers.open("file:").close());
    assertThat(e.code()).isEqualTo(LedgerErrorCode.ADDRESS_INVALID);
  }

  @Test
  void refusesAPlaceThatCannotBeWritten() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    for (Path place : List.of(file, file.resolve("ledger"), Path.of("/proc/habeas/ledger"))) {
      LedgerException e =
          catchThrowableOfType(LedgerException.class, () -> open(place).close());
      assertThat(e.code()).isEqualTo(LedgerErrorCode.UNWRITABLE);
      assertThat(e).hasMessageContaining(place.toString());
    }
  }

  @Test
  void keepsTheKeyFromOtherAccounts() throws IOException {
    open(directory()).close();
    for (String name : List.of("log-key", "journal", "checkpoint")) {
      assertThat(PosixFilePermissions.toString(
              Files.getPosixFilePermissions(directory().resolve(name))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void finishesACreationThatACrashInterrupted() throws IOException {
    open(directory()).close();
    Files.delete(directory().resolve("checkpoint"));
    Files.delete(directory().resolve("journal"));
    Files.writeString(directory().resolve("journal.new"), "half a head");
    try (Ledger ledger = open(directory())) {
      assertThat(ledger.append(entry(1))).isInstanceOf(Outcome.Acked.class);
    }
  }

  @Test
  void rejectsAsFullWhatDidNotFitAndLosesNothing() {
    FaultyDisk disk = new FaultyDisk();
    try (Ledger ledger = open(directory(), disk)) {
      LedgerReceipt before = ledger.append(entry(1)).orThrow();
      disk.writeError = "No space left on device";
      Outcome refused = ledger.append(entry(2));
      assertThat(refused).isInstanceOf(Outcome.Rejected.class);
      LedgerException error = ((Outcome.Rejected) refused).error();
      assertThat(error).isInstanceOf(LedgerException.Retryable.class);
      assertThat(error.code()).isEqualTo(LedgerErrorCode.FULL);
      assertThat(ledger.append(entry(1)).recorded()).contains(before);
      disk.writeError = null;
      assertThat(ledger.append(entry(2)).orThrow().position()).isEqualTo(1);
    }
    try (Ledger ledger = open(directory())) {
      assertThat(ledger.read(0, 10)).hasSize(2);
    }
  }

  @Test
  void isInDoubtAfterAFailedFsyncAndTakesNoMore() {
    FaultyDisk disk = new FaultyDisk();
    try (Ledger ledger = open(directory(), disk)) {
      ledger.append(entry(1)).orThrow();
      disk.forceError = "Input/output error";
      assertThat(ledger.append(entry(2))).isInstanceOf(Outcome.InDoubt.class);
      disk.forceError = null;
      Outcome next = ledger.append(entry(3));
      assertThat(((Outcome.Rejected) next).error().code()).isEqualTo(LedgerErrorCode.FROZEN);
      assertThat(ledger.append(entry(1))).isInstanceOf(Outcome.Duplicate.class);
      assertThat(ledger.find(entry(3).id())).isEmpty();
      // In doubt is neither denied nor reported as failed.
      assertThat(ledger.append(entry(2))).isInstanceOf(Outcome.InDoubt.class);
      assertThat(ledger.append(List.of(entry(3), entry(2))).get(1))
          .isInstanceOf(Outcome.InDoubt.class);
      assertThat(catchThrowableOfType(
              LedgerException.Retryable.class, () -> ledger.find(entry(2).id())))
          .hasMessageContaining("opened again");
      assertThat(ledger.head().claimed().size()).isEqualTo(1);
    }
    try (Ledger ledger =
        open(directory())) { // the doubt is settled by looking, or by the same append again
      assertThat(ledger.append(entry(2)).recorded()).isPresent();
      assertThat(ledger.read(0, 10)).hasSize(2);
    }
  }

  @Test
  void whatIsUnderWayIsNotDenied() {
    FaultyDisk disk = new FaultyDisk();
    LedgerOptions hasty = LedgerOptions.standard().withDeadline(Duration.ofMillis(200));
    try (Ledger ledger = Ledgers.over(FileLedgerBackend.open(directory(), hasty, disk), hasty)) {
      disk.mayForce.drainPermits();
      assertThat(ledger.append(entry(1))).isInstanceOf(Outcome.InDoubt.class);
      assertThat(catchThrowableOfType(
              LedgerException.Retryable.class, () -> ledger.find(entry(1).id())))
          .hasMessageContaining("HBS-6102");
      disk.mayForce.release();
      assertThat(ledger.find(entry(1).id())).isPresent();
      assertThat(ledger.find(entry(2).id())).isEmpty();
    }
  }

  /** HBS-6205 says to close the ledger: whoever hears of it may do so on the spot. */
  @Test
  void whoHearsThatAWriteFailedMayCloseTheLedger() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    LedgerOptions options = LedgerOptions.standard()
        .withDeadline(Duration.ofSeconds(1))
        .withClock(() -> {
          if (failure.get() instanceof Error error) {
            throw error;
          }
          return Instant.EPOCH;
        });
    Ledger ledger = Ledgers.open("file:" + directory(), options);
    ledger.append(entry(1)).orThrow();
    failure.set(new OutOfMemoryError("simulated"));
    ledger
        .submit(List.of(entry(2)))
        .toCompletableFuture()
        .thenRun(ledger::close)
        .get(20, TimeUnit.SECONDS);
    try (Ledger again = open(directory())) {
      assertThat(again.append(entry(2))).isInstanceOf(Outcome.Acked.class);
    }
  }

  /** An executor that is shut down interrupts its threads, and they close what they have. */
  @Test
  void aLogThatAnInterruptedThreadClosedKnowsItsEnd() throws Exception {
    Ledger ledger = open(directory());
    ledger.append(entry(1)).orThrow();
    Path journal = directory().resolve("journal");
    long whole = Files.size(journal);
    ledger.append(entry(2)).orThrow();
    Thread.currentThread().interrupt();
    ledger.close();
    assertThat(Thread.interrupted()).isTrue();
    try (FileChannel file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
      file.truncate(whole);
    }
    assertThat(
            catchThrowableOfType(LedgerException.class, () -> open(directory()).close())
                .code())
        .isEqualTo(LedgerErrorCode.ROLLED_BACK);
  }

  @Test
  void isInDoubtWhenAHalfWrittenRecordCannotBeTakenAway() {
    FaultyDisk disk = new FaultyDisk();
    try (Ledger ledger = open(directory(), disk)) {
      disk.writeError = "No space left on device";
      disk.truncateError = "Input/output error";
      assertThat(ledger.append(entry(1))).isInstanceOf(Outcome.InDoubt.class);
      assertThat(ledger.append(entry(2))).isInstanceOf(Outcome.Rejected.class);
    }
    try (Ledger ledger = open(directory())) {
      assertThat(ledger.read(0, 10)).isEmpty();
      ledger.append(entry(1)).orThrow();
    }
  }

  @Test
  void aRetryWhoseFirstEntryCannotBeReadIsInDoubt() {
    FaultyDisk disk = new FaultyDisk();
    try (Ledger ledger = open(directory(), disk)) {
      ledger.append(entry(1)).orThrow();
      disk.readError = "Input/output error";
      Outcome outcome = ledger.append(entry(1));
      assertThat(((Outcome.InDoubt) outcome).cause().code()).isEqualTo(LedgerErrorCode.UNAVAILABLE);
      disk.readError = null;
      assertThat(ledger.append(entry(1))).isInstanceOf(Outcome.Duplicate.class);
    }
  }

  /** A fault of the machine or of whoever gave the clock: the answer is doubt at once, and not silence up to the deadline. */
  @Test
  void anErrorInTheMiddleOfAWriteIsDoubtAndTheLogOpensAgain() throws Exception {
    AtomicReference<Error> fault = new AtomicReference<>();
    LedgerOptions options = LedgerOptions.standard()
        .withDeadline(Duration.ofMinutes(5))
        .withClock(() -> {
          Error now = fault.get();
          if (now != null) {
            throw now;
          }
          return Instant.EPOCH;
        });
    try (Ledger ledger = Ledgers.open("file:" + directory(), options)) {
      ledger.append(entry(1)).orThrow();
      fault.set(new OutOfMemoryError("simulated"));
      CompletableFuture<List<Outcome>> answer =
          ledger.submit(List.of(entry(2))).toCompletableFuture();
      assertThat(answer.get(20, TimeUnit.SECONDS).get(0)).isInstanceOf(Outcome.InDoubt.class);
      fault.set(null);
      Outcome next = ledger.append(entry(3));
      assertThat(((Outcome.Rejected) next).error().code()).isEqualTo(LedgerErrorCode.FROZEN);
      assertThat(ledger.find(entry(1).id())).isPresent();
    }
    try (Ledger ledger = open(directory())) {
      assertThat(ledger.append(entry(2)).orThrow().position()).isEqualTo(1);
    }
  }

  @Test
  void manyAppendersShareOneFsync() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    try (Ledger ledger = open(directory(), disk)) {
      disk.mayForce.drainPermits();
      disk.forceBegan = new CountDownLatch(1);
      List<CompletableFuture<List<Outcome>>> answers = new ArrayList<>();
      answers.add(ledger.submit(List.of(entry(0))).toCompletableFuture());
      disk.forceBegan.await(); // one fsync is under way; all others queue behind it
      for (int i = 1; i < 500; i++) {
        answers.add(ledger.submit(List.of(entry(i))).toCompletableFuture());
      }
      assertThat(answers).noneMatch(CompletableFuture::isDone);
      disk.mayForce.release();
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
      assertThat(disk.forces).hasValue(2);
      assertThat(ledger.read(0, 1000))
          .extracting(stored -> stored.entry())
          .isEqualTo(entries(0, 500));
    }
  }

  @Test
  void rejectsAsOverloadedWhatExceedsTheLimitInFlight() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    try (Ledger ledger = open(directory(), disk)) {
      disk.mayForce.drainPermits();
      int limit = ledger.info().limits().inFlightEntries();
      int batch = ledger.info().limits().batchEntries();
      List<CompletionStage<List<Outcome>>> answers = new ArrayList<>();
      for (int first = 0; first < 2 * limit; first += batch) {
        answers.add(ledger.submit(entries(first, first + batch)));
      }
      long refused = answers.stream()
          .filter(answer -> answer.toCompletableFuture().isDone())
          .count();
      assertThat(refused).isEqualTo(limit / batch);
      Outcome last = answers.get(answers.size() - 1).toCompletableFuture().get().get(0);
      LedgerException error = ((Outcome.Rejected) last).error();
      assertThat(error.code()).isEqualTo(LedgerErrorCode.OVERLOADED);
      assertThat(((LedgerException.Retryable) error).retryAfter()).isPositive();
      disk.mayForce.release();
      for (CompletionStage<List<Outcome>> answer : answers.subList(0, limit / batch)) {
        assertThat(answer.toCompletableFuture().get(10, TimeUnit.SECONDS))
            .allMatch(Outcome.Acked.class::isInstance);
      }
      assertThat(ledger.append(entry(2 * limit - 1))).isInstanceOf(Outcome.Acked.class);
    }
  }

  @Test
  void reportsInDoubtWhatTheDiskDoesNotAnswerInTime() {
    FaultyDisk disk = new FaultyDisk();
    LedgerOptions hasty = LedgerOptions.standard().withDeadline(Duration.ofMillis(50));
    try (Ledger ledger = Ledgers.over(FileLedgerBackend.open(directory(), hasty, disk), hasty)) {
      disk.mayForce.drainPermits();
      Outcome outcome = ledger.append(entry(1));
      assertThat(((Outcome.InDoubt) outcome).cause().code()).isEqualTo(LedgerErrorCode.TIMEOUT);
      assertThat(((Outcome.InDoubt) outcome).id()).isEqualTo(entry(1).id());
      disk.mayForce.release();
      assertThat(ledger.submit(List.of(entry(1))).toCompletableFuture().join().get(0))
          .isInstanceOf(Outcome.Duplicate.class);
    }
  }

  @Test
  void closeAnswersEverythingThatIsUnderWay() {
    List<CompletionStage<List<Outcome>>> answers = new ArrayList<>();
    Ledger ledger = open(directory());
    for (int i = 0; i < 1000; i++) {
      answers.add(ledger.submit(List.of(entry(i))));
    }
    ledger.close();
    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.toCompletableFuture().getNow(List.of()))
            .first()
            .isInstanceOf(Outcome.Acked.class));
    assertThat(((Outcome.Rejected) ledger.append(entry(5000))).error().code())
        .isEqualTo(LedgerErrorCode.CLOSED);
    ledger.close();
    try (Ledger again = open(directory())) {
      assertThat(again.head().claimed().size()).isEqualTo(1000);
    }
  }

  @Test
  void timeNeverGoesBackAlsoAcrossOpenings() {
    Instant noon = Instant.parse("2026-03-01T12:00:00Z");
    assertThat(appendAt(noon, 1)).isEqualTo(noon);
    assertThat(appendAt(noon.minusSeconds(3600), 2)).isEqualTo(noon);
    assertThat(appendAt(noon.plusSeconds(3600), 3)).isEqualTo(noon.plusSeconds(3600));
  }

  private Instant appendAt(Instant now, int number) {
    LedgerOptions options = LedgerOptions.standard().withClock(() -> now);
    try (Ledger ledger = Ledgers.open("file:" + directory(), options)) {
      return ledger.append(entry(number)).orThrow().time();
    }
  }

  @Test
  void refusesAFormatOfANewerVersion() throws IOException {
    open(directory()).close();
    Path journal = directory().resolve("journal");
    byte[] header = Files.readAllBytes(journal);
    header[7] = 2;
    byte[] seal = Frame.seal(new byte[0], header, 0, 40);
    System.arraycopy(seal, 0, header, 40, 32);
    Files.write(journal, header);
    LedgerException e =
        catchThrowableOfType(LedgerException.class, () -> open(directory()).close());
    assertThat(e.code()).isEqualTo(LedgerErrorCode.VERSION_UNKNOWN);
  }

  /** The writer answers a lone appender itself: what hangs on the answer must not run there. */
  @Test
  void whatHangsOnAnAnswerMayAppendItself() throws Exception {
    try (Ledger ledger = open(directory())) {
      Outcome second = ledger
          .submit(List.of(entry(1)))
          .thenApply(told -> ledger.append(entry(2)))
          .toCompletableFuture()
          .get(5, TimeUnit.SECONDS);
      assertThat(second.recorded()).isPresent();
    }
  }
}
