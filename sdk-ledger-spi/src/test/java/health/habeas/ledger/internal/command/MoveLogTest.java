// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.proof.SignedCheckpoint;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoveLogTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @TempDir
  Path folder;

  private int run(String... arguments) {
    return MoveLog.run(
        List.of(arguments),
        new PrintStream(out, true, UTF_8),
        new PrintStream(errors, true, UTF_8));
  }

  @Test
  void movesALogAndPrintsTheProof() {
    String from = "file:" + folder.resolve("a");
    String to = "file:" + folder.resolve("b");
    SignedCheckpoint head;
    try (Ledger ledger = Ledgers.open(from)) {
      ledger.append(new Entry(EntryId.of(new byte[32]), new byte[32])).orThrow();
      head = ledger.head();
    }
    assertThat(run(from, to)).isZero();
    assertThat(out.toString(UTF_8)).startsWith(head.toString()).endsWith("\n\n" + head);
    try (Ledger moved = Ledgers.open(to)) {
      assertThat(moved.head()).isEqualTo(head);
    }
    assertThat(run(from, to)).isEqualTo(1);
    assertThat(errors.toString(UTF_8)).startsWith("HBS-6009");
  }

  @Test
  void saysHowItIsCalled() {
    assertThat(run("file:a")).isEqualTo(2);
    assertThat(errors.toString(UTF_8)).startsWith("usage");
  }
}
