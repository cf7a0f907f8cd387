// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import static health.habeas.ledger.internal.file.Ledgered.entry;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Entry;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.LogSuccession;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.internal.command.Fsck;
import health.habeas.ledger.proof.LogEnd;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.LogState;
import health.habeas.ledger.proof.TreeHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a log said of its maps is held against its entries: in its journal, and in the tiles that it publishes. */
class FsckStatesTest {
  private static final TreeHash NOTHING = TreeHash.of(new byte[32]);

  @TempDir
  Path folder;

  private Path place;
  private String key = "";
  private String origin = "";
  private String said = "";

  @BeforeEach
  void publish() throws IOException {
    place = folder.resolve("ledger");
    Files.createDirectories(place.resolve("tiles"));
    record(entry(0), entry(1));
  }

  /** As the log itself does: clients can't append states. */
  private void record(Entry... entries) {
    LedgerOptions options = LedgerOptions.standard();
    FileLedgerBackend backend = FileLedgerBackend.open(place, options, FileJournalChannel::new);
    try (Ledger ledger = Ledgers.over(backend, options)) {
      backend.publish();
      backend.append(List.of(entries)).toCompletableFuture().join().forEach(Outcome::orThrow);
      key = ledger.verifier().key().toString();
      origin = ledger.verifier().origin();
    }
  }

  private void stateTruly() {
    try (Ledger ledger = Ledgered.open(place)) {
      state(ledger);
    }
  }

  private static void state(Ledger ledger) {
    assertThat(ledger.prove(LogMap.LABELS, List.of(NOTHING))).isPresent();
  }

  private int run(Path where, String... more) {
    List<String> arguments = new ArrayList<>(List.of(where.toString(), "--log=" + key));
    arguments.addAll(List.of(more));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    int status = Fsck.run(arguments, stream, stream, address -> Optional.empty());
    said = out.toString(UTF_8);
    return status;
  }

  @Test
  void trueStatesAreReplayed() {
    stateTruly(); // entry 2
    record(entry(3));
    stateTruly(); // entry 4
    for (Path where : List.of(place, place.resolve("tiles"))) {
      assertThat(run(where)).as(said).isZero();
      assertThat(said)
          .contains("note: states of the log's maps that its entries make: 2, the newest of 4");
    }
  }

  @Test
  void aFalseStateIsNamedAndTheNextOneIsChecked() {
    record(Entry.parse(new LogState(origin, 2, NOTHING, NOTHING).entry()), entry(3));
    stateTruly(); // entry 4
    record(Entry.parse(new LogState(origin, 1, NOTHING, NOTHING).entry()));
    for (Path where : List.of(place, place.resolve("tiles"))) {
      assertThat(run(where)).isEqualTo(1);
      assertThat(said)
          .contains("entry 2: HBS-6332 the log's entry 2 states maps of 2 entries that those don't")
          .contains(
              "entry 5: HBS-6332 the log's entry 5 states maps of 1 entries, and a state before")
          .contains("that its entries make: 1, the newest of 4 entries")
          .doesNotContain("entry 4: ");
    }
  }

  @Test
  void statesAreNotHeldAgainstDamagedEntries() throws IOException {
    stateTruly();
    Path journal = place.resolve("journal");
    byte[] bytes = Files.readAllBytes(journal);
    bytes[72 + 32 + 3] ^= 1; // the first entry's id
    Files.write(journal, bytes);
    assertThat(run(place)).isEqualTo(1);
    assertThat(said).contains("note: with the damage, ", "states").doesNotContain("HBS-6332");
    Path bundle = place.resolve("tiles/tile/entries/000.p/3");
    byte[] entries = Files.readAllBytes(bundle);
    entries[9] ^= 1;
    Files.write(bundle, entries);
    assertThat(run(place.resolve("tiles"))).isEqualTo(1);
    assertThat(said)
        .contains("note: its states of the log's maps can't be replayed")
        .doesNotContain("HBS-6332");
  }

  /** A log that goes on from another has that one's states, under that one's name. */
  @Test
  void aSuccessorIsCheckedWithTheEndOfTheLogBefore() throws IOException {
    Path next = folder.resolve("next");
    Path ended = folder.resolve("ended");
    try (Ledger former = Ledgered.open(place);
        Ledger successor = Ledgered.open(next)) {
      state(former); // entry 2
      LogEnd end = LogEnd.sign(
          KeyFile.read(place.resolve("log-key")),
          former.head().claimed(),
          successor.verifier().key());
      LogSuccession.begin(former, end, successor); // entry 3
      state(successor); // entry 4
      Files.write(ended, end.head().bytes());
      key = successor.verifier().key().toString();
    }
    assertThat(run(next, "--end=" + ended)).as(said).isZero();
    assertThat(said).contains("that its entries make: 2, the newest of 4 entries");
    assertThat(run(next)).isEqualTo(1);
    assertThat(said)
        .contains("entry 2: HBS-6332 ")
        .contains("note: a log that continues another has states of that one, too");
    byte[] forged = Files.readAllBytes(ended);
    String text = new String(forged, UTF_8).replaceFirst("\n3\n", "\n2\n");
    Files.writeString(ended, text);
    assertThat(run(next, "--end=" + ended)).isEqualTo(1);
    assertThat(said).contains("journal: another history than under the head of 2 entries of");
    Files.writeString(ended, "no head");
    assertThat(run(next, "--end=" + ended)).isEqualTo(2);
  }
}
