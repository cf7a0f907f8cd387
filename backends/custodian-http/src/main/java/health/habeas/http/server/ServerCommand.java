// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import static health.habeas.http.internal.common.CommandLine.require;

import health.habeas.http.internal.common.CommandLine;
import health.habeas.http.internal.common.Listening;
import java.nio.file.Path;
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
 * @param servesLedger whether to offer the ledger, too
 * @param listening where to listen, and with which key
 */
record ServerCommand(
    Optional<String> name,
    Optional<String> store,
    String ledger,
    Optional<Path> ledgerCertificates,
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
        --serve-ledger            offer the ledger to others; without --name and --store, nothing else
      """ + Listening.USAGE;

  private static final String SERVE_LEDGER = "serve-ledger";
  private static final List<String> VALUED = List.of("name", "store", "ledger", "ledger-ca");

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
    return new ServerCommand(
        line.text("name"),
        line.text("store"),
        line.required("ledger"),
        line.path("ledger-ca"),
        servesLedger,
        Listening.of(line));
  }
}
