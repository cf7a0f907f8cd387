// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import static health.habeas.http.internal.common.CommandLine.require;

import health.habeas.http.internal.common.CommandLine;
import health.habeas.http.internal.common.Listening;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an operator wrote on the command line. Immutable.
 *
 * @param name the custodian's; empty to offer a ledger alone
 * @param store where it keeps everything, by location
 * @param ledger which log it follows, by address
 * @param ledgerCertificates whom to trust for a ledger over HTTPS; empty for whom this Java trusts
 * @param heads where the newest heads that it saw are kept; empty to keep them as long as the process lives
 * @param witnesses the policy that says who must have cosigned a head; empty for nobody
 * @param oldestHead how long ago they may have cosigned last
 * @param cosigners the policy that says whom a log that this process keeps asks to cosign its heads; empty for nobody
 * @param servesLedger whether to offer the ledger, too
 * @param listening where to listen, and with which key
 */
record ServerCommand(
    Optional<String> name,
    Optional<String> store,
    String ledger,
    Optional<Path> ledgerCertificates,
    Optional<Path> heads,
    Optional<Path> witnesses,
    Duration oldestHead,
    Optional<Path> cosigners,
    boolean servesLedger,
    Listening listening) {
  static final String USAGE = """
      usage: java -jar habeas-custodian-server.jar --name=NAME --store=LOCATION --ledger=ADDRESS
               --listen=HOST:PORT --tls-keystore=FILE --tls-password-file=FILE [more]

        --name=NAME               the custodian's name: clients know it by this name, for good
        --store=LOCATION          directory:PATH, or s3:… (see docs), or memory: for a try
        --ledger=ADDRESS          file:DIRECTORY or postgresql:… (see docs; this process owns it),
                                  or https://HOST:PORT#KEY
        --ledger-ca=FILE          trust these certificates alone (PEM) for the ledger
        --known-heads=DIRECTORY   keep the newest heads of the ledger there, so that it can't go back
                                  while this process is down; proof of a fork is put there, too
        --witness-policy=FILE     believe only what these witnesses cosigned (C2SP tlog-policy);
                                  with --known-heads
        --oldest-head=SECONDS     how long ago they may have cosigned last; 3600 if not given
        --ask-witnesses=FILE      of a ledger that this process owns: have its heads cosigned by the
                                  witnesses of this policy, and don't open it before their quorum says
                                  that it is not an old copy
        --serve-ledger            offer the ledger to others; without --name and --store, nothing else
      """ + Listening.USAGE;

  private static final Duration AN_HOUR = Duration.ofHours(1);
  private static final String SERVE_LEDGER = "serve-ledger";
  private static final List<String> VALUED = List.of(
      "name",
      "store",
      "ledger",
      "ledger-ca",
      "known-heads",
      "witness-policy",
      "oldest-head",
      "ask-witnesses");

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException that says what is missing or wrong
   */
  static ServerCommand parse(String... arguments) {
    Set<String> valued = new HashSet<>(Listening.VALUED);
    valued.addAll(VALUED);
    Set<String> flags = new HashSet<>(Listening.FLAGS);
    flags.add(SERVE_LEDGER);
    CommandLine line = CommandLine.parse(valued, flags, arguments);
    boolean servesLedger = line.has(SERVE_LEDGER);
    require(line.has("name") == line.has("store"), "--name and --store go together");
    require(
        line.has("name") || servesLedger,
        "there is nothing to offer: give --name and --store, or --serve-ledger");
    require(
        line.has("name") || !line.has("known-heads"),
        "--known-heads is for a custodian; whoever keeps the log needs none");
    require(
        line.has("known-heads") || !line.has("witness-policy"),
        "--witness-policy needs --known-heads");
    require(
        line.has("witness-policy") || !line.has("oldest-head"),
        "--oldest-head needs --witness-policy");
    String ledger = line.required("ledger");
    require(
        !line.has("ask-witnesses") || !isElsewhere(ledger),
        "--ask-witnesses is for whoever keeps the log; it asks for all who read it");
    return new ServerCommand(
        line.text("name"),
        line.text("store"),
        ledger,
        line.path("ledger-ca"),
        line.path("known-heads"),
        line.path("witness-policy"),
        line.seconds("oldest-head").orElse(AN_HOUR),
        line.path("ask-witnesses"),
        servesLedger,
        Listening.of(line));
  }

  private static boolean isElsewhere(String ledger) {
    return ledger.startsWith("https:") || ledger.startsWith("http:");
  }

  /** Whether another server keeps the ledger. */
  boolean ledgerIsElsewhere() {
    return isElsewhere(ledger);
  }
}
