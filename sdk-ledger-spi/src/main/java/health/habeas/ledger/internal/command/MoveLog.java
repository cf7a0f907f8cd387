// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.LogMove;
import health.habeas.ledger.error.LedgerException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Moves a log that nobody has open to another place: {@code java -cp <jars> health.habeas.ledger.internal.command.MoveLog <from>
 * <to>}, two ledger addresses. What was cut off goes on when the command is repeated.
 *
 * <p>Prints the proof that the log goes on at its new place. Ends with 0 if it is there, 1 if it could not be moved, 2 for a
 * command line that is wrong.
 */
public final class MoveLog {
  private MoveLog() {}

  /**
   * The command.
   *
   * @param arguments from and to
   */
  public static void main(String[] arguments) {
    System.exit(run(
        List.of(arguments),
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8)));
  }

  static int run(List<String> arguments, PrintStream out, PrintStream errors) {
    if (arguments.size() != 2) {
      errors.println("usage: MoveLog <from> <to>");
      return 2;
    }
    try (LogMove move =
        LogMove.begin(arguments.get(0), arguments.get(1), LedgerOptions.standard())) {
      LogMove.Proof proof = move.finish();
      out.println(proof.before());
      proof.proof().path().forEach(out::println);
      out.println();
      out.print(proof.after());
      return 0;
    } catch (LedgerException e) {
      errors.println(e.getMessage());
      return 1;
    }
  }
}
