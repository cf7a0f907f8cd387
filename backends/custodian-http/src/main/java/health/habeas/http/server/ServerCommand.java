// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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
 * @param servesLedger whether to offer the ledger, too
 * @param listen where to listen
 * @param operators where health and metrics are
 * @param keyStore a PKCS#12 file; empty for plain HTTP on loopback
 * @param passwordFile the key store's password, in the first line of a file
 */
record ServerCommand(
    Optional<String> name,
    Optional<String> store,
    String ledger,
    Optional<Path> ledgerCertificates,
    Optional<Path> heads,
    Optional<Path> witnesses,
    Duration oldestHead,
    boolean servesLedger,
    InetSocketAddress listen,
    Optional<InetSocketAddress> operators,
    Optional<Path> keyStore,
    Optional<Path> passwordFile) {
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
        --serve-ledger            offer the ledger to others; without --name and --store, nothing else
        --listen=HOST:PORT        where to listen
        --operators=HOST:PORT     /healthz, /readyz and /metrics, in plain HTTP
        --tls-keystore=FILE       key and certificate, PKCS#12
        --tls-password-file=FILE  the key store's password, in its first line
        --insecure-http           no TLS, on loopback alone
      """;

  private static final String AN_HOUR = "3600";
  private static final String INSECURE = "insecure-http";
  private static final String SERVE_LEDGER = "serve-ledger";
  private static final Set<String> VALUED = Set.of(
      "name",
      "store",
      "ledger",
      "ledger-ca",
      "known-heads",
      "witness-policy",
      "oldest-head",
      "listen",
      "operators",
      "tls-keystore",
      "tls-password-file");
  private static final Set<String> FLAGS = Set.of(INSECURE, SERVE_LEDGER);

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException that says what is missing or wrong
   */
  static ServerCommand parse(String... arguments) {
    Map<String, String> given = options(arguments);
    boolean servesLedger = given.containsKey(SERVE_LEDGER);
    require(
        given.containsKey("name") == given.containsKey("store"), "--name and --store go together");
    require(
        given.containsKey("name") || servesLedger,
        "there is nothing to offer: give --name and --store, or --serve-ledger");
    require(
        given.containsKey("name") || !given.containsKey("known-heads"),
        "--known-heads is for a custodian; whoever keeps the log needs none");
    require(
        given.containsKey("known-heads") || !given.containsKey("witness-policy"),
        "--witness-policy needs --known-heads");
    require(
        given.containsKey("witness-policy") || !given.containsKey("oldest-head"),
        "--oldest-head needs --witness-policy");
    String ledger = required(given, "ledger");
    InetSocketAddress listen = address("listen", required(given, "listen"));
    boolean tls = given.containsKey("tls-keystore");
    require(
        tls == given.containsKey("tls-password-file"),
        "--tls-keystore and --tls-password-file go together");
    require(tls != given.containsKey(INSECURE), "give --tls-keystore, or else --insecure-http");
    require(
        tls || listen.getAddress().isLoopbackAddress(), "--insecure-http is for loopback alone");
    return new ServerCommand(
        Optional.ofNullable(given.get("name")),
        Optional.ofNullable(given.get("store")),
        ledger,
        path(given, "ledger-ca"),
        path(given, "known-heads"),
        path(given, "witness-policy"),
        seconds("oldest-head", given.getOrDefault("oldest-head", AN_HOUR)),
        servesLedger,
        listen,
        Optional.ofNullable(given.get("operators")).map(text -> address("operators", text)),
        path(given, "tls-keystore"),
        path(given, "tls-password-file"));
  }

  private static Map<String, String> options(String... arguments) {
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      String option = parts[0].startsWith("--") ? parts[0].substring(2) : "";
      require(
          parts.length == 2 ? VALUED.contains(option) : FLAGS.contains(option),
          "an argument is none of --" + String.join(", --", new TreeSet<>(VALUED)) + ", each with"
              + " =VALUE, --" + SERVE_LEDGER + ", --" + INSECURE);
      require(
          given.put(option, parts.length == 2 ? parts[1] : "") == null,
          "--" + option + " is there twice");
    }
    return given;
  }

  private static String required(Map<String, String> given, String option) {
    String value = given.get(option);
    if (value == null) {
      throw new IllegalArgumentException("--" + option + " is missing");
    }
    return value;
  }

  private static Optional<Path> path(Map<String, String> given, String option) {
    try {
      return Optional.ofNullable(given.get(option)).map(Path::of);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("--" + option + " is no path on this machine", e);
    }
  }

  private static Duration seconds(String option, String text) {
    require(text.matches("[1-9][0-9]{0,8}"), "--" + option + " is a number of seconds, 1 or more");
    return Duration.ofSeconds(Long.parseLong(text));
  }

  private static InetSocketAddress address(String option, String text) {
    int colon = text.lastIndexOf(':');
    require(
        colon > 0 && text.substring(colon + 1).matches("[0-9]{1,5}"),
        "--" + option + " has the form HOST:PORT");
    int port = Integer.parseInt(text.substring(colon + 1));
    require(port <= 65_535, "--" + option + " has the form HOST:PORT");
    InetSocketAddress address = new InetSocketAddress(text.substring(0, colon), port);
    require(!address.isUnresolved(), "the host of --" + option + " has no address");
    return address;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }
}
