// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A key that was made is there after a power cut, and one that was deleted is not: the virtual machine's recorder tells what was
 * forced to the medium.
 */
class ForcedTest {
  @TempDir
  Path folder;

  private Path place;
  private DirectoryLogIdentity identity;

  @BeforeEach
  void open() throws IOException {
    place = folder.resolve("ledger");
    Ledgers.open("file:" + place).close();
    identity = DirectoryLogIdentity.open(place, LedgerOptions.standard());
  }

  /** What was forced while a step ran, in order. */
  private List<String> forced(Runnable step) throws IOException {
    try (Recording recording = new Recording()) {
      recording.enable("jdk.FileForce").withoutThreshold().withoutStackTrace();
      recording.start();
      step.run();
      recording.stop();
      Path file = folder.resolve("recording.jfr");
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .map(event -> event.getString("path"))
          .filter(path -> path.startsWith(folder.toString())) // threads of other tests may write
          .toList();
    }
  }

  @Test
  void theDirectoryOfANewKeyStaysWhereItIs() throws IOException {
    Path keys = folder.resolve("srv/keys");
    assertThat(forced(() -> DirectoryLogIdentity.at(keys, true, LedgerOptions.standard())))
        .containsExactly(
            folder.toString(),
            folder.resolve("srv").toString(),
            keys.resolve("log-key.new").toString(),
            keys.toString());
  }

  @Test
  void theDirectoriesOfNewTilesStayWhereTheyAre() throws IOException {
    Path tiles = Files.createDirectories(folder.resolve("published/tiles"));
    List<String> forced = forced(() -> {
      try (Ledger ledger = Ledgers.open("file:" + folder.resolve("published"))) {
        ledger.append(Ledgered.entries(0, 300)).forEach(Outcome::orThrow);
      }
    });
    String head = tiles.resolve("checkpoint.new").toString();
    assertThat(forced.subList(0, forced.indexOf(head)))
        .contains(
            tiles.toString(),
            tiles.resolve("tile").toString(),
            tiles.resolve("tile/0").toString(),
            tiles.resolve("tile/entries").toString());
  }

  @Test
  void aKeyThatIsForgottenIsGoneForGood() throws IOException {
    assertThat(forced(identity::forget)).containsExactly(place.toString());
    assertThat(place.resolve("log-key")).doesNotExist();
    assertThat(forced(identity::forget)).containsExactly(place.toString());
  }

  @Test
  void aPlaceThatIsAdoptedKeepsItsKeyAndLosesTheOtherFileForGood() throws IOException {
    Files.copy(place.resolve("log-key"), place.resolve("log-key.arriving"));
    assertThat(forced(identity::adopt))
        .containsExactly(
            place.resolve("log-key.new").toString(), place.toString(), place.toString());
    assertThat(place.resolve("log-key.arriving")).doesNotExist();
  }
}
