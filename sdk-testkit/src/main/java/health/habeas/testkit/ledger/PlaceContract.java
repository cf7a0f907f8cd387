// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static health.habeas.testkit.ledger.LedgerUnderTest.assumeOffered;
import static health.habeas.testkit.ledger.LedgerUnderTest.offered;
import static health.habeas.testkit.ledger.Samples.all;
import static health.habeas.testkit.ledger.Samples.entries;
import static health.habeas.testkit.ledger.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerCapability;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.TrustedHead;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.SignedCheckpoint;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a ledger makes of its place when it is opened: torn, damaged, old, changed, taken, or large. */
interface PlaceContract extends LedgerUnderTest {
  /** How many bits are flipped, one at a time; more with {@code -Dhabeas.kit.flips=}. */
  int FLIPS = Integer.getInteger("habeas.kit.flips", 25);

  /** How many entries a large ledger has; a million with {@code -Dhabeas.kit.entries=1000000}. */
  int MANY = Integer.getInteger("habeas.kit.entries", 20_000);

  /** How long a ledger may take to open, on a busy machine. */
  Duration OPENS_WITHIN = Duration.ofSeconds(30);

  /** What a crash left at the end is taken away; everything before it is there, and appending goes on. */
  @Test
  @Shows(LedgerPoint.DAMAGE)
  default void aTornTailIsHealedAndLosesNothing() throws Exception {
    LedgerFaults.Deed tear = offered(faults().tear(), "no torn tail can be made");
    ledger().append(entries(0, 20)).forEach(Outcome::orThrow);
    ledger().close();
    tear.run(new Random(Samples.seed()));
    assertThat(all(openAgain())).extracting(StoredEntry::entry).isEqualTo(entries(0, 20));
    assertThat(ledger().append(entry(20)).orThrow().position()).isEqualTo(20);
    reopen();
    assertThat(all(ledger())).hasSize(21);
  }

  /** A flipped bit keeps the ledger closed, with an integrity error; or it changes nothing that anybody is told. */
  @Test
  @Shows(LedgerPoint.DAMAGE)
  default void aFlippedBitIsNeverBelieved() throws Exception {
    LedgerFaults.Deed flip = offered(faults().flip(), "no stored bit can be flipped");
    LedgerFaults.Backup backup = offered(faults().backup(), "no backup can be made");
    for (int i = 0; i < 20; i += 5) {
      ledger().append(entries(i, i + 5)).forEach(Outcome::orThrow);
    }
    SignedCheckpoint head = ledger().head();
    List<StoredEntry> log = all(ledger());
    ledger().close();
    LedgerFaults.Deed restore = backup.take();
    Random random = new Random(Samples.seed());
    for (int i = 0; i < FLIPS; i++) {
      flip.run(random);
      try (Ledger damaged = another(options())) {
        assertThat(damaged.head()).isEqualTo(head);
        assertThat(all(damaged)).isEqualTo(log);
      } catch (LedgerException refusal) {
        assertThat(refusal).isInstanceOf(LedgerException.Integrity.class);
      }
      restore.run(random);
    }
    openAgain();
    assertThat(all(ledger())).isEqualTo(log);
  }

  /** A backup that was restored whole is refused where a later head is known, and nothing is signed; the newest copy opens. */
  @Test
  @Shows(LedgerPoint.OLD_BACKUP)
  default void anOldBackupIsRefusedWhereALaterHeadIsKnown() throws Exception {
    LedgerFaults.Backup backup = offered(faults().backup(), "no backup can be made");
    ledger().append(entries(0, 10)).forEach(Outcome::orThrow);
    ledger().close();
    LedgerFaults.Deed restoreOld = backup.take();
    openAgain().append(entries(10, 15)).forEach(Outcome::orThrow);
    SignedCheckpoint later = ledger().head();
    ledger().close();
    LedgerFaults.Deed restoreNew = backup.take();
    LedgerOptions witnessed = options().withHeadsSeen(log -> List.of(later));
    restoreOld.run(new Random());
    LedgerException refusal = catchThrowableOfType(
        LedgerException.Integrity.class, () -> another(witnessed).close());
    assertThat(refusal).as("an old backup was opened").isNotNull();
    assertThat(refusal.code()).isEqualTo(LedgerErrorCode.ROLLED_BACK);
    restoreNew.run(new Random());
    try (Ledger newest = another(witnessed)) {
      assertThat(all(newest)).extracting(StoredEntry::entry).isEqualTo(entries(0, 15));
    }
    openAgain();
  }

  /** A final entry that has another place than before keeps the ledger closed. */
  @Test
  @Shows(LedgerPoint.REORGANISATION)
  default void aFinalEntryThatChangedItsPlaceIsAnIntegrityError() throws Exception {
    LedgerFaults.Deed reorganise = offered(faults().reorganise(), "nothing can be reorganised");
    ledger().append(entries(0, 10)).forEach(Outcome::orThrow);
    ledger().head();
    ledger().close();
    reorganise.run(new Random(Samples.seed()));
    LedgerException refusal = catchThrowableOfType(
        LedgerException.Integrity.class, () -> another(options()).close());
    assertThat(refusal).as("a ledger went back on its word").isNotNull();
  }

  /** A second ledger on one place is refused as in use; the first goes on, and after its close the second opens. */
  @Test
  @Shows(LedgerPoint.ONE_PLACE)
  default void aSecondLedgerOnOnePlaceIsRefused() {
    assumeOffered(faults().hasOneWriter(), "a place may have several ledgers");
    ledger().append(entry(1)).orThrow();
    LedgerException refusal =
        catchThrowableOfType(LedgerException.class, () -> another(options()).close());
    assertThat(refusal).as("two ledgers on one place").isNotNull();
    assertThat(refusal.code()).isEqualTo(LedgerErrorCode.IN_USE);
    assertThat(ledger().append(entry(2)).orThrow().position()).isEqualTo(1);
    ledger().close();
    try (Ledger second = another(options())) {
      assertThat(second.append(entry(3)).orThrow().position()).isEqualTo(2);
    }
  }

  /** A writer that was overtaken, and does not know it, records nothing more; what its successor records stays. */
  @Test
  @Shows(LedgerPoint.FENCED_WRITER)
  default void aWriterThatWasOvertakenRecordsNothingMore() throws Exception {
    LedgerFaults.Deed overtake = offered(faults().overtake(), "no writer can be overtaken");
    ledger().append(entries(0, 10)).forEach(Outcome::orThrow);
    overtake.run(new Random(Samples.seed()));
    try (Ledger second = another(options())) {
      TrustedHead trusted = TrustedHead.first(second.verifier());
      second.append(entries(10, 15)).forEach(Outcome::orThrow);
      for (int late = 100; late < 110; late++) {
        assertThat(ledger().append(entry(late)).recorded())
            .as("by a fenced writer")
            .isEmpty();
      }
      second.append(entries(15, 20)).forEach(Outcome::orThrow);
      assertThat(all(second)).extracting(StoredEntry::entry).isEqualTo(entries(0, 20));
      assertThat(trusted.advance(second).size()).isEqualTo(20);
    }
  }

  /** Many entries are there again soon after the place is opened: found, read and proven. */
  @Test
  @Shows(LedgerPoint.MANY_ENTRIES)
  default void manyEntriesAreThereSoonAfterOpening() {
    assumeDeclared(LedgerCapability.DURABLE);
    int batch = ledger().info().limits().batchEntries();
    for (int from = 0; from < MANY; from += batch) {
      ledger().append(entries(from, Math.min(MANY, from + batch))).forEach(Outcome::orThrow);
    }
    SignedCheckpoint head = ledger().head();
    ledger().close();
    long began = System.nanoTime();
    openAgain();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    System.out.println(
        ledger().info().scheme() + ": " + MANY + " entries opened in " + took.toMillis() + " ms");
    assertThat(took).isLessThan(OPENS_WITHIN);
    assertThat(ledger().head()).isEqualTo(head);
    assertThat(ledger().append(entry(MANY / 2)).orThrow().position()).isEqualTo(MANY / 2);
    ledger().verifier().verify(ledger().prove(MANY - 1));
  }
}
