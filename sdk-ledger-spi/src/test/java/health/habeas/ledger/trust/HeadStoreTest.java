// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ForkProof;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.TreeHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadStoreTest {
  static final String ORIGIN = "example.com/log";
  private static final SignerKey LOG = SignerKey.generate(ORIGIN, new SecureRandom());

  @TempDir
  Path folder;

  static KeptHeads heads(long size) {
    return new KeptHeads(head(size, 0), Optional.empty());
  }

  private static SignedCheckpoint head(long size, int root) {
    TreeHash hash = TreeHash.leaf(new byte[] {(byte) root});
    return new SignedCheckpoint(LOG.sign(Checkpoint.of(ORIGIN, size, hash).text()));
  }

  private List<HeadStore> stores() {
    return List.of(HeadStore.memory(), HeadStore.directory(folder.resolve("heads")));
  }

  private Path only(String kind) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("heads"))) {
      return files.filter(file -> file.toString().endsWith(kind)).findFirst().orElseThrow();
    }
  }

  @Test
  void movesOnOnlyFromWhatTheCallerSaw() {
    for (HeadStore store : stores()) {
      assertThat(store.heads(ORIGIN)).isEmpty();
      assertThat(store.advance(ORIGIN, Optional.of(heads(1)), heads(2))).isFalse();
      assertThat(store.advance(ORIGIN, Optional.empty(), heads(2))).isTrue();
      assertThat(store.advance(ORIGIN, Optional.empty(), heads(3))).isFalse();
      assertThat(store.advance(ORIGIN, Optional.of(heads(2)), heads(3))).isTrue();
      assertThat(store.heads(ORIGIN)).contains(heads(3));
      assertThat(store.heads("example.com/other")).isEmpty();
    }
  }

  @Test
  void keepsTheFirstEvidenceAgainstALog() throws IOException {
    ForkProof first = ForkProof.of(LOG.verifier(), head(3, 1), head(3, 2));
    ForkProof second = ForkProof.of(LOG.verifier(), head(3, 1), head(3, 3));
    for (HeadStore store : stores()) {
      assertThat(store.fork(ORIGIN)).isEmpty();
      String place = store.keep(first);
      store.keep(second);
      assertThat(store.fork(ORIGIN)).contains(place);
    }
    assertThat(ForkProof.parse(Files.readAllBytes(only(".fork")))).isEqualTo(first);
  }

  @Test
  void anotherStoreOnTheDirectoryKnowsTheSame() {
    HeadStore store = HeadStore.directory(folder);
    KeptHeads both = new KeptHeads(head(5, 0), Optional.of(head(4, 0)));
    assertThat(store.advance(ORIGIN, Optional.empty(), both)).isTrue();
    assertThat(HeadStore.directory(folder).heads(ORIGIN)).contains(both);
  }

  @Test
  void everyFlippedBitOfTheFileIsNamed() throws IOException {
    HeadStore store = HeadStore.directory(folder.resolve("heads"));
    KeptHeads both = new KeptHeads(head(5, 0), Optional.of(head(4, 0)));
    store.advance(ORIGIN, Optional.empty(), both);
    Path file = only(".heads");
    byte[] content = Files.readAllBytes(file);
    for (int bit = 0; bit < content.length * 8; bit++) {
      byte[] flipped = content.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(file, flipped);
      assertThatThrownBy(() -> store.heads(ORIGIN))
          .as("bit %s", bit)
          .isInstanceOf(LedgerException.Integrity.class)
          .hasMessageStartingWith("HBS-6321")
          .hasMessageContaining(file.toString());
    }
    for (int length = 0; length < content.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(content, length));
      assertThatThrownBy(() -> store.heads(ORIGIN)).hasMessageStartingWith("HBS-6321");
    }
  }

  @Test
  void theFileOfAnotherLogIsNone() throws IOException {
    HeadStore store = HeadStore.directory(folder.resolve("heads"));
    store.advance(ORIGIN, Optional.empty(), heads(1));
    Path file = only(".heads");
    store.advance("example.com/other", Optional.empty(), heads(2));
    assertThatThrownBy(() -> store.heads("example.com/other"))
        .hasMessageStartingWith("HBS-6321")
        .hasMessageContaining("another log");
    assertThat(file).exists();
  }

  @Test
  void processesThatAdvanceAtOnceLoseNothing() throws Exception {
    List<Process> processes = Stream.generate(this::advancing).limit(3).toList();
    for (Process process : processes) {
      assertThat(process.waitFor()).isZero();
    }
    assertThat(HeadStore.directory(folder).heads(ORIGIN)).isPresent();
    assertThat(size(HeadStore.directory(folder))).isEqualTo(3 * Advancing.STEPS);
  }

  private Process advancing() {
    try {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              Advancing.class.getName(),
              folder.toString())
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static long size(HeadStore store) {
    return store.heads(ORIGIN).map(kept -> kept.newest().claimed().size()).orElse(0L);
  }

  /** A process that raises the kept size by one, again and again. */
  static final class Advancing {
    static final int STEPS = 40;

    private Advancing() {}

    public static void main(String[] arguments) {
      HeadStore store = HeadStore.directory(Path.of(arguments[0]));
      for (int step = 0; step < STEPS; step++) {
        Optional<KeptHeads> seen;
        do {
          seen = store.heads(ORIGIN);
        } while (!store.advance(
            ORIGIN,
            seen,
            heads(1 + seen.map(kept -> kept.newest().claimed().size()).orElse(0L))));
      }
    }
  }
}
