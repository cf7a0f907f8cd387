// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.command.Fsck;
import health.habeas.ledger.internal.file.PublishedLog;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Witness, mirror and fsck as commands: {@code java -jar habeas-witness-server.jar --help} says what it takes. A server
 * prints one line when it serves. SIGTERM lets it finish what is under way, for eight seconds at most. Ends with 2 for a
 * command line that is wrong, with 1 if something can't be opened. Thread-safe.
 */
public final class Main {
  private static final String USAGE =
      "usage: java -jar habeas-witness-server.jar COMMAND OPTIONS\n\n" + WitnessCommand.USAGE + "\n"
          + MirrorCommand.USAGE
          + "\nfsck: checks a log, a mirror or an exported file; https://… is a place, too\n"
          + Fsck.USAGE;

  private Main() {}

  /**
   * Serves until the process is told to end.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    if (List.of(arguments).contains("--help")) {
      System.out.print(USAGE);
      return;
    }
    int status = run(System.out, System.err, arguments);
    if (status != 0) {
      System.exit(status);
    }
  }

  private static int run(PrintStream out, PrintStream err, String... arguments) {
    return arguments.length > 0 && arguments[0].equals("fsck")
        ? Fsck.run(List.of(arguments).subList(1, arguments.length), out, err, Main::published)
        : serve(out, err, arguments);
  }

  private static Optional<PublishedLog> published(String place) {
    return place.startsWith("https:") || place.startsWith("http:")
        ? Optional.of(new HttpOrigin(URI.create(place)))
        : Optional.empty();
  }

  private static int serve(PrintStream out, PrintStream err, String... arguments) {
    Command command;
    try {
      command = command(arguments);
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.print(USAGE);
      return 2;
    }
    Resources resources = new Resources();
    try {
      out.println(command.start(resources));
      Runtime.getRuntime().addShutdownHook(new Thread(resources::close, "habeas-stop"));
      return 0;
    } catch (LedgerException | IllegalArgumentException | UncheckedIOException e) {
      err.println(e.getMessage());
      resources.close();
      return 1;
    }
  }

  private static Command command(String... arguments) {
    String command = arguments.length == 0 ? "" : arguments[0];
    String[] options =
        Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length);
    return switch (command) {
      case "witness" -> WitnessCommand.parse(options);
      case "mirror" -> MirrorCommand.parse(options);
      default -> throw new IllegalArgumentException("the first argument is no command");
    };
  }
}
