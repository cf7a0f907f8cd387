// SPDX-License-Identifier: Apache-2.0
package health.habeas.example.custodian;

import health.habeas.error.HabeasException;
import health.habeas.shard.Custodians;
import health.habeas.shard.DiskFinding.Problem;
import health.habeas.shard.DiskReport;
import health.habeas.shard.DiskReport.VaultReport;
import health.habeas.shard.FaultProof;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Checks the disk of a closed custodian, or a fault proof, offline and without any key.
 *
 * <pre>
 * CustodianCheck disk &lt;directory&gt;    what is sound, missing, corrupt, unnamed, unreadable or left over
 * CustodianCheck fault &lt;file&gt;        what a fault proof proves
 * </pre>
 *
 * <p>Exit code 0: sound, or proven. 1: something is missing, corrupt or unreadable, or nothing is proven. 2: it could not be
 * looked at.
 */
public final class CustodianCheck {
  private static final int SOUND = 0;
  private static final int UNSOUND = 1;
  private static final int NOT_DONE = 2;

  private final PrintStream out;

  CustodianCheck(PrintStream out) {
    this.out = out;
  }

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param arguments {@code disk <directory>} or {@code fault <file>}
   */
  public static void main(String[] arguments) {
    System.exit(new CustodianCheck(System.out).run(arguments));
  }

  int run(String... arguments) {
    if (arguments.length != 2) {
      return usage();
    }
    Path path = Path.of(arguments[1]);
    return switch (arguments[0]) {
      case "disk" -> disk(path);
      case "fault" -> fault(path);
      default -> usage();
    };
  }

  private int usage() {
    out.println("usage: CustodianCheck disk <directory> | CustodianCheck fault <file>");
    return NOT_DONE;
  }

  private int disk(Path directory) {
    try {
      DiskReport report = Custodians.check(
          directory,
          finding -> out.println(
              finding.problem().name().toLowerCase(Locale.ROOT) + " " + finding.name()));
      report.vaults().forEach(vault -> out.println(line(vault)));
      out.printf(
          Locale.ROOT,
          "%s: %d vaults, %d files of no vault%n",
          report.isSound() ? "sound" : "NOT SOUND",
          report.vaults().size(),
          report.leftovers());
      return report.isSound() ? SOUND : UNSOUND;
    } catch (HabeasException e) {
      out.println(e.getMessage());
      return NOT_DONE;
    }
  }

  /** A vault's pseudonym is shown as elsewhere, by its beginning. */
  private static String line(VaultReport vault) {
    StringBuilder line = new StringBuilder(vault.vault().toString())
        .append(": ")
        .append(vault.sound())
        .append(" sound, ")
        .append(vault.sealed())
        .append(" sealed");
    Arrays.stream(Problem.values())
        .filter(problem -> vault.count(problem) > 0)
        .forEach(problem -> line.append(", ")
            .append(vault.count(problem))
            .append(' ')
            .append(problem.name().toLowerCase(Locale.ROOT)));
    return line.toString();
  }

  private int fault(Path file) {
    try {
      out.println(FaultProof.parse(Files.readAllBytes(file)).describe());
      return SOUND;
    } catch (HabeasException e) {
      out.println(e.getMessage());
      return UNSOUND;
    } catch (IOException e) {
      out.println("can't read " + file + ": " + e.getClass().getSimpleName());
      return NOT_DONE;
    }
  }
}
