// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.file.KeyFile;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ForkProof;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.TreeHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory of a ledger, checked by its key from outside. */
class FsckLedgerTest {
  private static final int HEADER = 72;
  private static final int RECORD = 32 + 2 * (32 + 2 + 32) + 32;

  @TempDir
  Path folder;

  private Path place;
  private Path journal;
  private byte[] good = new byte[0];
  private String key = "";
  private String said = "";

  @BeforeEach
  void write() throws IOException {
    place = folder.resolve("ledger");
    journal = place.resolve("journal");
    try (Ledger ledger = Ledgers.open("file:" + place)) {
      key = ledger.verifier().key().toString();
      for (int record = 0; record < 5; record++) {
        ledger.append(List.of(entry(2 * record), entry(2 * record + 1)));
      }
    }
    good = Files.readAllBytes(journal);
    assertThat(good).hasSize(HEADER + 5 * RECORD);
  }

  private static Entry entry(int number) {
    byte[] id = new byte[EntryId.SIZE_BYTES];
    id[0] = (byte) number;
    return new Entry(EntryId.of(id), new byte[32]);
  }

  private int run(String... more) {
    List<String> arguments = new ArrayList<>(List.of(place.toString(), "--log=" + key));
    arguments.addAll(List.of(more));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    int status = Fsck.run(arguments, stream, stream, address -> Optional.empty());
    said = out.toString(UTF_8);
    return status;
  }

  @Test
  void aSoundLedgerIsSoundAndUnchanged() throws IOException {
    assertThat(run()).as(said).isZero();
    assertThat(said).contains("sound: 0 tiles, 10 entries, 10 of them under the head of habeas.");
    assertThat(Files.readAllBytes(journal)).isEqualTo(good);
  }

  @Test
  void everyFlippedBitIsNamedByItsRecordAndTheRestIsRead() throws IOException {
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at % 8);
      Files.write(journal, bad);
      int record = at < HEADER ? 0 : HEADER + (at - HEADER) / RECORD * RECORD;
      assertThat(run()).as("byte %s: %s", at, said).isEqualTo(1);
      assertThat(said).as("byte %s", at).startsWith("journal, byte " + record + ": ");
      assertThat(said.lines()
              .filter(line -> line.startsWith("journal, byte "))
              .map(line -> line.replaceAll("[^0-9]*([0-9]+):.*", "$1")))
          .as("byte %s: %s", at, said)
          .allMatch(named -> Long.parseLong(named) <= record + RECORD);
    }
  }

  @Test
  void severalDamagesAreCounted() throws IOException {
    byte[] bad = good.clone();
    bad[HEADER + 40] ^= 1;
    bad[HEADER + 3 * RECORD + 40] ^= 1;
    Files.write(journal, bad);
    assertThat(run()).isEqualTo(1);
    assertThat(said)
        .contains("journal, byte " + HEADER + ": the record of the entries 0 to 1 is damaged")
        .contains(
            "journal, byte " + (HEADER + 3 * RECORD) + ": the record of the entries 6 to 7 is")
        .contains("2 faults: ");
  }

  @Test
  void aCutJournalIsOlderThanItsHead() throws IOException {
    Files.write(journal, Arrays.copyOf(good, good.length - RECORD));
    assertThat(run()).isEqualTo(1);
    assertThat(said)
        .contains("checkpoint: of 10 entries, and the journal has 8: its end is missing");
    Files.write(journal, Arrays.copyOf(good, good.length - 10));
    assertThat(run()).isEqualTo(1);
    assertThat(said)
        .contains("note: journal, byte " + (HEADER + 4 * RECORD) + ": a record that is");
  }

  @Test
  void aRecordThatIsBeingWrittenIsNoFault() throws IOException {
    byte[] more = Arrays.copyOf(good, good.length + 50);
    System.arraycopy(good, HEADER, more, good.length, 50);
    Files.write(journal, more);
    assertThat(run()).as(said).isZero();
    assertThat(said).contains("note: journal, byte " + good.length);
  }

  @Test
  void recordsThatAreSwappedOrMissingAreNamed() throws IOException {
    byte[] bad = good.clone();
    System.arraycopy(good, HEADER + RECORD, bad, HEADER, RECORD);
    System.arraycopy(good, HEADER, bad, HEADER + RECORD, RECORD);
    Files.write(journal, bad);
    assertThat(run()).isEqualTo(1);
    assertThat(said)
        .contains(
            "journal, byte " + HEADER + ": the record has the entries 2 to 3, and entry 0 is next");
    assertThat(said).contains("journal, byte " + (HEADER + RECORD) + ": ");
  }

  @Test
  void aHeadOfAnotherLogAlteredOrMissingIsNamed() throws IOException {
    Path head = place.resolve("checkpoint");
    byte[] bytes = Files.readAllBytes(head);
    bytes[bytes.length - 9] ^= 1;
    Files.write(head, bytes);
    assertThat(run()).isEqualTo(1);
    assertThat(said).startsWith("checkpoint: HBS-63");
    Files.delete(head);
    assertThat(run()).isEqualTo(1);
    assertThat(said).startsWith("checkpoint: missing");
  }

  @Test
  void aRestoredBackupIsOlderThanTheHeadThatWasSeen() throws IOException {
    byte[] head = Files.readAllBytes(place.resolve("checkpoint"));
    try (Ledger ledger = Ledgers.open("file:" + place)) {
      ledger.append(entry(10));
    } catch (LedgerException e) {
      throw new AssertionError(e);
    }
    Path seen = folder.resolve("seen");
    Files.copy(place.resolve("checkpoint"), seen);
    assertThat(run("--seen=" + seen)).as(said).isZero();
    Files.write(journal, good);
    Files.write(place.resolve("checkpoint"), head);
    assertThat(run()).isZero();
    assertThat(run("--seen=" + seen)).isEqualTo(1);
    assertThat(said)
        .contains(
            "journal: older: it has 10 entries, and there is the head of 11 entries of habeas");
  }

  /** The log as it was, published, and ten entries more that its tiles do not have yet. */
  private Path publishedBehind() throws IOException {
    Path tiles = Files.createDirectory(place.resolve("tiles"));
    Ledgers.open("file:" + place).close();
    Files.move(tiles, folder.resolve("aside"));
    try (Ledger ledger = Ledgers.open("file:" + place)) {
      for (int number = 10; number < 20; number++) {
        ledger.append(entry(number)).orThrow();
      }
    }
    Files.move(folder.resolve("aside"), tiles);
    return tiles;
  }

  /** As those of a log that waits for its witnesses are. */
  @Test
  void tilesThatAreBehindAreNoFault() throws IOException {
    publishedBehind();
    assertThat(run("--seen=" + place.resolve("checkpoint"))).as(said).isZero();
    assertThat(said).contains("note: the tiles are 10 entries behind the journal");
  }

  @Test
  void tilesOfAnotherHistoryThanTheJournalAreNamed() throws IOException {
    Path head = publishedBehind().resolve("checkpoint");
    SignerKey signer = KeyFile.read(place.resolve("log-key"));
    for (int size : new int[] {4, 30}) {
      Checkpoint other =
          Checkpoint.of(signer.verifier().name(), size, TreeHash.leaf(new byte[size]));
      Files.write(head, new SignedCheckpoint(signer.sign(other.text())).bytes());
      assertThat(run()).isEqualTo(1);
      assertThat(said)
          .startsWith(
              size == 4
                  ? "journal: its first 4 entries don't make the root of tiles/checkpoint, which"
                  : "tiles/checkpoint: of 30 entries, and the journal has 20");
    }
  }

  @Test
  void anAlteredHeadOfTheTilesIsNamedWhateverWasSeen() throws IOException {
    Path head = publishedBehind().resolve("checkpoint");
    byte[] sound = Files.readAllBytes(head);
    for (int at = 0; at < sound.length; at++) {
      byte[] bad = sound.clone();
      bad[at] ^= (byte) (1 << at % 8);
      Files.write(head, bad);
      assertThat(run("--seen=" + place.resolve("checkpoint")))
          .as("byte %s: %s", at, said)
          .isEqualTo(1);
      assertThat(said).as("byte %s", at).startsWith("tiles: checkpoint: HBS-63");
    }
  }

  /** A log that told somebody else another story: it has no fault in itself. */
  @Test
  void aHeadOfAnotherHistoryIsProvenToBeAFork() throws IOException {
    SignerKey signer = KeyFile.read(place.resolve("log-key"));
    SignedCheckpoint head = SignedCheckpoint.parse(Files.readAllBytes(place.resolve("checkpoint")));
    for (int size : new int[] {4, 10}) {
      SignedCheckpoint other = new SignedCheckpoint(
          signer.sign(Checkpoint.of(signer.verifier().name(), size, TreeHash.leaf(new byte[size]))
              .text()));
      Path seen = Files.write(folder.resolve("seen"), other.bytes());
      assertThat(run("--seen=" + seen)).as(said).isEqualTo(1);
      assertThat(said).contains("journal: another history than under the head of " + size);
      ForkProof proof = ForkProof.parse(said.split("---\n", -1)[1].getBytes(UTF_8));
      assertThat(proof.key().toString()).isEqualTo(key);
      assertThat(proof.smaller()).isEqualTo(other);
      assertThat(proof.larger()).isEqualTo(head);
    }
    good[HEADER + 40] ^= 1;
    Files.write(journal, good);
    assertThat(run("--seen=" + folder.resolve("seen"))).isEqualTo(1);
    assertThat(said)
        .contains("note: with the damage, the journal can't be held against other heads")
        .doesNotContain("another history");
  }
}
