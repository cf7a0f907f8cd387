// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.Cosigner;
import health.habeas.ledger.proof.ForkProof;
import health.habeas.ledger.proof.MlDsaCosigner;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.TreeHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainForkTest {
  private final SignerKey log = SignerKey.generate("example.com/log", new SecureRandom());
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @TempDir
  Path folder;

  private SignedCheckpoint head(int root) {
    TreeHash hash = TreeHash.leaf(new byte[] {(byte) root});
    return new SignedCheckpoint(
        log.sign(Checkpoint.of(log.verifier().name(), 3, hash).text()));
  }

  private String file() throws IOException {
    ForkProof proof = ForkProof.of(log.verifier(), head(1), head(2));
    return Files.writeString(folder.resolve("fork.txt"), proof.toString()).toString();
  }

  private int run(String... arguments) {
    return ExplainFork.run(
        List.of(arguments),
        new PrintStream(out, true, UTF_8),
        new PrintStream(errors, true, UTF_8));
  }

  @Test
  void explainsAProofAndEndsWithZero() throws IOException {
    assertThat(run(file())).isZero();
    assertThat(out.toString(UTF_8)).startsWith("The log example.com/log contradicts itself.");
    assertThat(run(file(), log.verifier().toString())).isZero();
    assertThat(errors.size()).isZero();
  }

  @Test
  void readsAKeyOfMlDsaWhereAProviderHasIt() throws IOException {
    Cosigner log = MlDsaCosigner.create("example.com/log");
    Instant now = Instant.ofEpochSecond(1_700_000_000);
    ForkProof proof = ForkProof.of(log.key(), log.cosign(head(1), now), log.cosign(head(2), now));
    Path file = Files.writeString(folder.resolve("fork.txt"), proof.toString());
    assertThat(run(file.toString(), log.key().toString())).isZero();
    assertThat(out.toString(UTF_8)).startsWith("The log example.com/log contradicts itself.");
  }

  @Test
  void endsWithOneForAnotherKeyAndForWhatIsNoProof() throws IOException {
    SignerKey other = SignerKey.generate("example.com/log", new SecureRandom());
    assertThat(run(file(), other.verifier().toString())).isEqualTo(1);
    Path altered = folder.resolve("altered.txt");
    Files.writeString(altered, Files.readString(Path.of(file())).replace("\n3\n", "\n4\n"));
    assertThat(run(altered.toString())).isEqualTo(1);
    assertThat(errors.toString(UTF_8)).contains("another key", "HBS-6311");
    assertThat(out.size()).isZero();
  }

  @Test
  void endsWithTwoWithoutAFile() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("a", "b", "c")).isEqualTo(2);
    assertThat(run(folder.resolve("absent.txt").toString())).isEqualTo(2);
    assertThat(errors.toString(UTF_8)).contains("usage", "can't read");
  }
}
