// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import health.habeas.error.HabeasException;
import health.habeas.http.HttpLedgerProvider;
import health.habeas.http.HttpSettings;
import health.habeas.http.internal.common.Listening;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerAddress;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.trust.HeadStore;
import health.habeas.ledger.trust.LedgerTrust;
import health.habeas.ledger.trust.PolicyFile;
import health.habeas.ledger.witness.HttpWitnesses;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The server as a command: {@code java -jar habeas-custodian-server.jar --help} says what it takes. It prints one line when it
 * serves, with its address and the ledger's key. SIGTERM lets it finish what is under way, for eight seconds at most. Ends
 * with 2 for a command line that is wrong, with 1 if something can't be opened. Thread-safe.
 */
public final class Main {
  private static final String DIRECTORY = "directory:";
  private static final Duration LEDGER_DEADLINE = Duration.ofSeconds(3);
  private static final int LEDGER_TRIES = 30;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private Main() {}

  /**
   * Serves until the process is told to end.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    if (List.of(arguments).contains("--help")) {
      System.out.print(ServerCommand.USAGE);
      return;
    }
    int status = serve(System.out, System.err, arguments);
    if (status != 0) {
      System.exit(status);
    }
  }

  private static int serve(PrintStream out, PrintStream err, String... arguments) {
    ServerCommand command;
    try {
      command = ServerCommand.parse(arguments);
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.print(ServerCommand.USAGE);
      return 2;
    }
    Main main = new Main();
    try {
      out.println(main.start(command));
      Runtime.getRuntime().addShutdownHook(new Thread(main::close, "habeas-stop"));
      return 0;
    } catch (HabeasException
        | LedgerException
        | IllegalArgumentException
        | UncheckedIOException e) {
      err.println(e.getMessage());
      main.close();
      return 1;
    }
  }

  private String start(ServerCommand command) {
    Listening listening = command.listening();
    CustodianServerBuilder server = CustodianServer.builder().listen(listening.listen());
    listening.operators().ifPresent(server::operators);
    listening.tls().ifPresent(server::tls);
    Ledger ledger = keep(ledger(command));
    if (command.servesLedger()) {
      server.ledger(ledger);
    }
    command
        .name()
        .ifPresent(name -> server.custodian(custodian(name, command, trusted(command, ledger))));
    CustodianServer serving = keep(server.start());
    return "serving " + command.name().map(name -> "custodian " + name).orElse("the ledger")
        + " at " + serving.address() + ", ledger key " + ledger.verifier().key();
  }

  private static Ledger trusted(ServerCommand command, Ledger ledger) {
    Optional<LedgerTrust> keeping =
        command.heads().map(HeadStore::directory).map(LedgerTrust::keeping);
    return keeping
        .map(rules -> command
            .witnesses()
            .map(file -> rules.witnessedBy(PolicyFile.read(file), command.oldestHead()))
            .orElse(rules))
        .map(rules -> rules.over(ledger))
        .orElse(ledger);
  }

  /** The ledger's server may come up after this one. */
  private static Ledger ledger(ServerCommand command) {
    for (int tried = 1; ; tried++) {
      try {
        return open(command);
      } catch (LedgerException.Retryable e) {
        if (tried == LEDGER_TRIES) {
          throw e;
        }
        pause();
      }
    }
  }

  private static Ledger open(ServerCommand command) {
    String address = command.ledger();
    if (!command.ledgerIsElsewhere()) {
      return Ledgers.open(address, options(command));
    }
    HttpSettings standard = HttpSettings.standard().withDeadline(LEDGER_DEADLINE);
    HttpSettings settings =
        command.ledgerCertificates().map(standard::trustingOnly).orElse(standard);
    return HttpLedgerProvider.open(LedgerAddress.parse(address), settings);
  }

  private static LedgerOptions options(ServerCommand command) {
    LedgerOptions standard = LedgerOptions.standard();
    return command
        .cosigners()
        .map(file -> HttpWitnesses.of(PolicyFile.read(file)))
        .map(asked -> standard.withWitnesses(asked).withHeadsSeen(asked))
        .orElse(standard);
  }

  private static void pause() {
    try {
      Thread.sleep(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Custodian custodian(String name, ServerCommand command, Ledger ledger) {
    String location = command.store().orElseThrow();
    InstantSource clock = InstantSource.system();
    // A directory is locked: two custodians over it would each know half of what was used up.
    return keep(
        location.startsWith(DIRECTORY)
            ? Custodians.directory(
                name, Path.of(location.substring(DIRECTORY.length())), ledger, clock)
            : Custodians.over(name, ShardStore.at(location), ledger, clock));
  }

  private synchronized <T extends AutoCloseable> T keep(T resource) {
    opened.push(resource);
    return resource;
  }

  /** The server first, the ledger last. */
  private synchronized void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        System.err.println("on closing: " + e.getMessage());
      }
    }
  }
}
