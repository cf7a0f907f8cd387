// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import static health.habeas.ledger.internal.file.Ledgered.entry;
import static health.habeas.ledger.internal.file.Ledgered.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a journal whose bytes are not as they were written. */
class JournalDamageTest {
  private static final int RECORDS = 4;

  @TempDir
  Path temporary;

  private Path directory;
  private Path journal;
  private long[] ends;
  private byte[] sound;
  private byte[] emptyHead;
  private VerifierKey key;

  /** Four records with one entry each, and the signed head that was kept while the log was empty. */
  @BeforeEach
  void writeJournal() throws IOException {
    directory = temporary.resolve("ledger");
    journal = directory.resolve("journal");
    ends = new long[RECORDS + 1];
    open(directory).close();
    emptyHead = Files.readAllBytes(directory.resolve("checkpoint"));
    try (Ledger ledger = open(directory)) {
      ends[0] = Files.size(journal);
      for (int i = 0; i < RECORDS; i++) {
        ledger.append(entry(i)).orThrow();
        ends[i + 1] = Files.size(journal);
      }
    }
    sound = Files.readAllBytes(journal);
    key =
        DirectoryLogIdentity.open(directory, LedgerOptions.standard()).signer().verifier();
  }

  private void damage(byte[] bytes) throws IOException {
    Files.write(journal, bytes);
  }

  private void forgetHead() throws IOException {
    Files.write(directory.resolve("checkpoint"), emptyHead);
  }

  private int entriesNow() {
    try (Ledger ledger = open(directory)) {
      List<StoredEntry> entries = ledger.read(0, 100);
      for (int i = 0; i < entries.size(); i++) {
        assertThat(entries.get(i).entry()).isEqualTo(entry(i));
      }
      return entries.size();
    }
  }

  /** Opens the bytes as a journal, without the signed head, so that nothing but the journal itself can tell. */
  private Journal recover(byte[] bytes) throws IOException {
    ArrayDisk disk = new ArrayDisk(bytes);
    JournalHeader.check(journal, disk, key);
    return new Journal(journal, disk, new JournalScan(journal, disk, id -> {}).run());
  }

  @Test
  void everyFlippedBitIsDetectedAndNamed() throws IOException {
    for (int at = 0; at < sound.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = sound.clone();
        changed[at] ^= (byte) (1 << bit);
        LedgerException.Integrity e =
            catchThrowableOfType(LedgerException.Integrity.class, () -> recover(changed));
        assertThat(e).as("byte %s, bit %s", at, bit).isNotNull();
        assertThat(e.code()).isEqualTo(LedgerErrorCode.LOG_CORRUPT);
        assertThat(e).hasMessageContaining(journal.toString()).hasMessageContaining(place(at));
      }
    }
    assertThat(recover(sound).size()).isEqualTo(RECORDS);
  }

  @Test
  void aDamagedLedgerDoesNotOpenAndIsNotMended() throws IOException {
    forgetHead();
    for (int record = 0; record <= RECORDS; record++) {
      byte[] changed = sound.clone();
      changed[(int) ends[record] - 1] ^= 1;
      damage(changed);
      assertCode(LedgerErrorCode.LOG_CORRUPT);
      assertThat(journal).hasBinaryContent(changed);
    }
  }

  private String place(int at) {
    int record = RECORDS;
    while (record >= 0 && ends[record] > at) {
      record--;
    }
    return record < 0 ? "header" : "record " + record + ", which begins at byte " + ends[record];
  }

  @Test
  void aTailTornAtAnyByteIsTakenAway() throws IOException {
    for (int record = 1; record <= RECORDS; record++) {
      for (int size = (int) ends[record - 1]; size < ends[record]; size++) {
        assertThat(recover(Arrays.copyOf(sound, size)).size())
            .as("size %s", size)
            .isEqualTo(record - 1);
      }
    }
  }

  @Test
  void aTailWhoseLastBytesWereNeverWrittenIsTakenAway() throws IOException {
    for (int written = (int) ends[RECORDS - 1]; written <= sound.length - 8; written++) {
      byte[] zeroFilled = sound.clone();
      Arrays.fill(zeroFilled, written, sound.length, (byte) 0);
      assertThat(recover(zeroFilled).size()).as("written up to %s", written).isEqualTo(RECORDS - 1);
    }
  }

  @Test
  void goesOnAfterAHealedTail() throws IOException {
    forgetHead();
    damage(Arrays.copyOf(sound, sound.length - 1));
    try (Ledger ledger = open(directory)) {
      assertThat(ledger.append(entry(RECORDS - 1))).isInstanceOf(Outcome.Acked.class);
    }
    assertThat(entriesNow()).isEqualTo(RECORDS);
    assertThat(journal).hasSize(sound.length);
  }

  @Test
  void aLogShorterThanItsSignedHeadDoesNotOpen() throws IOException {
    for (int records = 0; records < RECORDS; records++) {
      damage(Arrays.copyOf(sound, (int) ends[records]));
      LedgerException.Integrity e = catchThrowableOfType(
          LedgerException.Integrity.class, () -> open(directory).close());
      assertThat(e.code()).isEqualTo(LedgerErrorCode.ROLLED_BACK);
      assertThat(e)
          .hasMessageContaining(records + " entries")
          .hasMessageContaining("of " + RECORDS);
    }
  }

  @Test
  void anotherLogUnderTheSameKeyAndOfTheSameSizeDoesNotOpen() throws IOException {
    byte[] head = Files.readAllBytes(directory.resolve("checkpoint"));
    forgetHead();
    damage(Arrays.copyOf(sound, (int) ends[0]));
    try (Ledger ledger = open(directory)) {
      ledger.append(Ledgered.entries(100, 100 + RECORDS)).forEach(Outcome::orThrow);
    }
    Files.write(directory.resolve("checkpoint"), head);
    assertCode(LedgerErrorCode.FORKED);
  }

  @Test
  void aRecordCutOutOfTheMiddleIsDetected() throws IOException {
    byte[] cut = Arrays.copyOf(sound, (int) (sound.length - (ends[2] - ends[1])));
    System.arraycopy(sound, (int) ends[2], cut, (int) ends[1], (int) (sound.length - ends[2]));
    damage(cut);
    forgetHead();
    assertCode(LedgerErrorCode.LOG_CORRUPT);
  }

  @Test
  void flippedBitsOfTheSignedHeadAreDetected() throws IOException {
    flips("checkpoint", LedgerErrorCode.LOG_CORRUPT);
  }

  @Test
  void flippedBitsOfTheKeyFileAreDetected() throws IOException {
    flips("log-key", LedgerErrorCode.KEY_INVALID);
  }

  private void flips(String name, LedgerErrorCode expected) throws IOException {
    Path file = directory.resolve(name);
    byte[] content = Files.readAllBytes(file);
    for (int at = 0; at < content.length; at += 3) { // each costs three signature operations
      for (int bit : new int[] {0, 3, 5, 7}) {
        byte[] changed = content.clone();
        changed[at] ^= (byte) (1 << bit);
        Files.write(file, changed);
        LedgerException.Integrity e = catchThrowableOfType(
            LedgerException.Integrity.class, () -> open(directory).close());
        assertThat(e).as("byte %s, bit %s", at, bit).isNotNull();
        assertThat(e.code()).isEqualTo(expected);
        assertThat(e).hasMessageContaining(file.toString());
        assertThat(e.getMessage()).doesNotContain("PRIVATE");
      }
    }
    Files.write(file, content);
    assertThatCode(() -> open(directory).close()).doesNotThrowAnyException();
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    for (String name : List.of("checkpoint", "journal", "log-key")) {
      Path file = directory.resolve(name);
      byte[] content = Files.readAllBytes(file);
      Files.delete(file);
      assertThatThrownBy(() -> open(directory).close())
          .as(name)
          .isInstanceOf(LedgerException.Integrity.class);
      Files.write(file, content);
    }
    assertThat(entriesNow()).isEqualTo(RECORDS);
  }

  @Test
  void aKeyOfAnotherLogIsRefused() throws IOException {
    Path other = temporary.resolve("other");
    open(other).close();
    Files.copy(
        other.resolve("log-key"),
        directory.resolve("log-key"),
        StandardCopyOption.REPLACE_EXISTING);
    forgetHead();
    assertThatThrownBy(() -> open(directory).close()).isInstanceOf(LedgerException.Integrity.class);
    Files.delete(directory.resolve("checkpoint"));
    assertCode(LedgerErrorCode.LOG_CORRUPT);
  }

  @Test
  void damageUnderAnOpenLedgerIsFoundByTheNextRead() throws IOException {
    try (Ledger ledger = open(directory)) {
      byte[] changed = sound.clone();
      changed[(int) ends[2] + 40] ^= 1;
      damage(changed);
      LedgerException e = catchThrowableOfType(LedgerException.class, () -> ledger.read(2, 1));
      assertThat(e.code()).isEqualTo(LedgerErrorCode.LOG_CORRUPT);
      assertThat(e).hasMessageContaining("record 2");
      damage(sound);
      assertThat(ledger.read(2, 1)).hasSize(1);
    }
  }

  private void assertCode(LedgerErrorCode code) {
    LedgerException e =
        catchThrowableOfType(LedgerException.class, () -> open(directory).close());
    assertThat(e).isNotNull();
    assertThat(e.code()).isEqualTo(code);
  }
}
