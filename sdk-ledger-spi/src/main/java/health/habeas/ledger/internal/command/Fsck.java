// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.file.PublishedLog;
import health.habeas.ledger.internal.file.TileDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Checks a log, a mirror or an exported file from outside, with the log's key or a policy alone, and says what is wrong and
 * where: {@code java -cp <jar> health.habeas.ledger.internal.command.Fsck <place> --log=<key>}. It goes on after a fault, takes
 * bounded memory, and changes nothing.
 *
 * <p>Ends with 0 if all is sound, 1 if something is wrong, 2 if it can't be checked.
 */
public final class Fsck {
  /** What {@code --help} says. */
  public static final String USAGE = FsckOptions.USAGE;

  private static final int SOUND = 0;
  private static final int WRONG = 1;
  private static final int UNCHECKED = 2;

  private Fsck() {}

  /**
   * The command, for what is on this machine.
   *
   * @param arguments a place, and whom to believe
   */
  public static void main(String[] arguments) {
    System.exit(
        run(List.of(arguments), utf8(System.out), utf8(System.err), place -> Optional.empty()));
  }

  private static PrintStream utf8(PrintStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  /**
   * The command, with addresses that somebody else can read.
   *
   * @param arguments a place, and whom to believe
   * @param out for what is found
   * @param errors for what keeps it from checking
   * @param addresses the log at an address; empty for what is none
   */
  public static int run(
      List<String> arguments,
      PrintStream out,
      PrintStream errors,
      Function<String, Optional<PublishedLog>> addresses) {
    try {
      FsckOptions options = FsckOptions.parse(arguments);
      if (LedgerCheck.isLedger(Path.of(options.place()))) {
        return ledger(options, out);
      }
      Optional<PublishedLog> log = addresses.apply(options.place()).or(() -> directory(options));
      return log.isPresent() ? log(options, log.get(), out) : export(options, out);
    } catch (IllegalArgumentException e) {
      errors.println(e.getMessage());
      errors.print(USAGE);
      return UNCHECKED;
    } catch (IOException e) {
      errors.println("can't be read: " + e);
      return UNCHECKED;
    } catch (LedgerException e) {
      errors.println(e.getMessage());
      return UNCHECKED;
    }
  }

  private static Optional<PublishedLog> directory(FsckOptions options) {
    Path place = Path.of(options.place());
    return Files.isDirectory(place) ? Optional.of(new TileDirectory(place)) : Optional.empty();
  }

  private static int ledger(FsckOptions options, PrintStream out) throws IOException {
    FsckReport report = new FsckReport(out);
    report.end(LedgerCheck.run(options, Path.of(options.place()), report));
    return report.faults() == 0 ? SOUND : WRONG;
  }

  private static int log(FsckOptions options, PublishedLog log, PrintStream out) {
    FsckReport report = new FsckReport(out);
    Extension extension = new Extension(options, report);
    report.end(new LogCheck(options, log, Optional.of(extension), report).run());
    return report.faults() == 0 ? SOUND : WRONG;
  }

  private static int export(FsckOptions options, PrintStream out) throws IOException {
    byte[] bytes = FsckOptions.read(Path.of(options.place()));
    try {
      out.println("sound: " + new ExportCheck(options, bytes).run());
      return SOUND;
    } catch (LedgerException.Integrity e) {
      out.println(options.place() + ": " + e.getMessage());
      return WRONG;
    }
  }
}
