// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import static health.habeas.ledger.internal.file.Ledgered.entries;
import static health.habeas.ledger.internal.file.Ledgered.entry;
import static health.habeas.ledger.internal.file.Ledgered.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.ledger.HeadsSeen;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.SignedCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a ledger in a directory, and what happens when an old one comes back. */
class BackupTest {
  @TempDir
  Path temporary;

  private Path directory;
  private Path copy;

  @BeforeEach
  void places() {
    directory = temporary.resolve("ledger");
    copy = temporary.resolve("copy");
  }

  @Test
  void aBackupThatIsTakenMeanwhileHasEverythingThatItsHeadCovers() throws Exception {
    try (Ledger ledger = open(directory)) {
      ledger.append(entries(0, 100)).forEach(Outcome::orThrow);
      SignedCheckpoint head = ledger.head();
      Thread appending = new Thread(() -> {
        for (int number = 100; number < 3000; number++) {
          ledger.append(entry(number)).orThrow();
        }
      });
      appending.start();
      while (ledger.read(200, 1).isEmpty()) {
        Thread.onSpinWait();
      }
      backUp();
      assertThat(appending.isAlive()).as("it was taken meanwhile").isTrue();
      appending.join();
      try (Ledger restored = open(copy)) {
        assertThat(restored.verifier()).isEqualTo(ledger.verifier());
        assertThat(restored.head().claimed().size()).isBetween(200L, 3000L);
        assertThat(restored.read(0, 100))
            .extracting(stored -> stored.entry())
            .isEqualTo(entries(0, 100));
        assertThat(restored
                .consistency(100, restored.head().claimed().size())
                .proves(head.claimed().root(), restored.head().claimed().root()))
            .isTrue();
      }
    }
  }

  @Test
  void anOldBackupSignsNothingWhereALaterHeadIsKnown() throws Exception {
    SignedCheckpoint later = oldBackupAndLaterHead();
    byte[] headBefore = Files.readAllBytes(copy.resolve("checkpoint"));
    byte[] journalBefore = Files.readAllBytes(copy.resolve("journal"));
    LedgerException refusal = refusal(log -> List.of(later));
    assertThat(refusal.code()).isEqualTo(LedgerErrorCode.ROLLED_BACK);
    assertThat(refusal).hasMessageContaining("10 entries").hasMessageContaining("head of 15");
    assertThat(Files.readAllBytes(copy.resolve("checkpoint"))).isEqualTo(headBefore);
    assertThat(Files.readAllBytes(copy.resolve("journal"))).isEqualTo(journalBefore);
  }

  @Test
  void anOldBackupThatWasContinuedIsAFork() throws Exception {
    SignedCheckpoint later = oldBackupAndLaterHead();
    try (Ledger unaware = open(copy)) {
      unaware.append(entries(100, 110)).forEach(Outcome::orThrow);
    }
    assertThat(refusal(log -> List.of(later)).code()).isEqualTo(LedgerErrorCode.FORKED);
  }

  @Test
  void anOldBackupSignsNothingBesideTilesThatHaveMore() throws Exception {
    Path tiles = Files.createDirectories(directory.resolve("tiles"));
    oldBackupAndLaterHead();
    byte[] published = Files.readAllBytes(tiles.resolve("checkpoint"));
    Files.move(tiles, copy.resolve("tiles"));
    damageEdge();
    for (int opening = 0; opening < 2; opening++) { // the first leaves the evidence for the second
      LedgerException refusal = refusal(HeadsSeen.none());
      assertThat(refusal.code()).isEqualTo(LedgerErrorCode.ROLLED_BACK);
      assertThat(refusal)
          .hasMessageContaining("10 entries")
          .hasMessageContaining("head of 15")
          .hasMessageContaining("restore the newest copy");
    }
    assertThat(Files.readAllBytes(copy.resolve("tiles/checkpoint"))).isEqualTo(published);
  }

  @Test
  void anOldBackupThatWasContinuedWithoutItsTilesIsAFork() throws Exception {
    Path tiles = Files.createDirectories(directory.resolve("tiles"));
    oldBackupAndLaterHead();
    byte[] published = Files.readAllBytes(tiles.resolve("checkpoint"));
    try (Ledger unaware = open(copy)) {
      unaware.append(entries(100, 110)).forEach(Outcome::orThrow);
    }
    Files.move(tiles, copy.resolve("tiles"));
    damageEdge();
    for (int opening = 0; opening < 2; opening++) {
      assertThat(refusal(HeadsSeen.none()).code()).isEqualTo(LedgerErrorCode.FORKED);
    }
    assertThat(Files.readAllBytes(copy.resolve("tiles/checkpoint"))).isEqualTo(published);
  }

  /** Tiles that would be written again. */
  private void damageEdge() throws IOException {
    Path edge = copy.resolve("tiles/tile/0/000.p/15");
    byte[] bytes = Files.readAllBytes(edge);
    bytes[0] ^= 1;
    Files.write(edge, bytes);
  }

  @Test
  void tilesThatAreOfLessOrDamagedStopNothing() throws Exception {
    oldBackupAndLaterHead();
    Path published = Files.createDirectories(copy.resolve("tiles")).resolve("checkpoint");
    Files.copy(copy.resolve("checkpoint"), published);
    assertThat(refusal(HeadsSeen.none())).isNull();
    Files.writeString(published, "damaged");
    assertThat(refusal(HeadsSeen.none())).isNull();
    assertThat(SignedCheckpoint.parse(Files.readAllBytes(published)).claimed().size())
        .isEqualTo(10);
  }

  @Test
  void aHeadThatAnotherLogSignedIsNoEvidence() throws Exception {
    oldBackupAndLaterHead();
    try (Ledger other = open(temporary.resolve("other"))) {
      SignedCheckpoint foreign = other.head();
      assertThat(refusal(log -> List.of(foreign)).code())
          .isEqualTo(LedgerErrorCode.CHECKPOINT_UNTRUSTED);
    }
  }

  @Test
  void whoCannotBeAskedKeepsTheLedgerClosed() throws Exception {
    oldBackupAndLaterHead();
    LedgerException away =
        new LedgerException.Retryable(LedgerErrorCode.UNAVAILABLE, "the witness is away");
    assertThat(refusal(log -> {
          throw away;
        }))
        .isSameAs(away);
    open(copy).close(); // and lets go of the directory
  }

  private SignedCheckpoint oldBackupAndLaterHead() throws IOException {
    try (Ledger ledger = open(directory)) {
      ledger.append(entries(0, 10)).forEach(Outcome::orThrow);
      ledger.head();
      backUp();
      ledger.append(entries(10, 15)).forEach(Outcome::orThrow);
      return ledger.head();
    }
  }

  private LedgerException refusal(HeadsSeen seen) {
    LedgerOptions options = LedgerOptions.standard().withHeadsSeen(seen);
    return catchThrowableOfType(
        LedgerException.class, () -> Ledgers.open("file:" + copy, options).close());
  }

  // In this order, so that the journal has what the head covers.
  private void backUp() throws IOException {
    Files.createDirectories(copy);
    for (String name : List.of("log-key", "checkpoint", "journal")) {
      Files.copy(directory.resolve(name), copy.resolve(name));
    }
  }
}
