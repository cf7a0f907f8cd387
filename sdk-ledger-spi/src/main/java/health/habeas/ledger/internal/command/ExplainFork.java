// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.ForkProof;
import health.habeas.ledger.proof.MlDsa44;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Verifies a fork proof offline and says in words what it proves: {@code java -cp <jar>
 * health.habeas.ledger.internal.command.ExplainFork <file> [<the log's key, from elsewhere>]}.
 *
 * <p>Keys of ML-DSA-44 are read where a provider has it: Java from 24 on, or BouncyCastle on the class path.
 *
 * <p>Ends with 0 if the log is proven to contradict itself, 1 if the file proves nothing, 2 if it can't be read.
 */
public final class ExplainFork {
  private static final int PROVEN = 0;
  private static final int UNPROVEN = 1;
  private static final int UNREADABLE = 2;
  private static final int MAX_BYTES = 1 << 20;

  private ExplainFork() {}

  /**
   * The command.
   *
   * @param arguments file, and optionally the key
   */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), utf8(System.out), utf8(System.err)));
  }

  private static PrintStream utf8(PrintStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  static int run(List<String> arguments, PrintStream out, PrintStream errors) {
    if (arguments.isEmpty() || arguments.size() > 2) {
      errors.println("usage: ExplainFork <file> [<the log's key>]");
      return UNREADABLE;
    }
    try {
      ForkProof proof = parse(read(Path.of(arguments.get(0))));
      if (arguments.size() == 2 && !proof.key().toString().equals(arguments.get(1))) {
        errors.println("The file proves a contradiction under another key than the one given.");
        return UNPROVEN;
      }
      out.print(proof.explain());
      return PROVEN;
    } catch (LedgerException e) {
      errors.println(e.getMessage());
      return UNPROVEN;
    } catch (IOException e) {
      errors.println("can't read the file: " + e.getMessage());
      return UNREADABLE;
    }
  }

  private static ForkProof parse(byte[] file) {
    return MlDsa44.available()
        .map(mlDsa44 -> ForkProof.parse(file, mlDsa44))
        .orElseGet(() -> ForkProof.parse(file));
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      return bytes.readNBytes(MAX_BYTES); // a longer file is cut, and so no proof
    }
  }
}
