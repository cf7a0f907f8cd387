// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.common;

import static health.habeas.http.internal.common.CommandLine.require;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * Where a server listens and which key it shows, by the options that all servers have. Immutable.
 *
 * @param listen where to listen
 * @param operators where health and metrics are
 * @param keyStore a PKCS#12 file; empty for plain HTTP on loopback
 * @param passwordFile the key store's password, in the first line of a file
 */
public record Listening(
    InetSocketAddress listen,
    Optional<InetSocketAddress> operators,
    Optional<Path> keyStore,
    Optional<Path> passwordFile) {
  private static final String INSECURE = "insecure-http";

  /** The options that have a value. */
  public static final Set<String> VALUED =
      Set.of("listen", "operators", "tls-keystore", "tls-password-file");

  /** Those that have none. */
  public static final Set<String> FLAGS = Set.of(INSECURE);

  /** What {@code --help} says of them. */
  public static final String USAGE = """
        --listen=HOST:PORT        where to listen
        --operators=HOST:PORT     /healthz, /readyz and /metrics, in plain HTTP
        --tls-keystore=FILE       key and certificate, PKCS#12
        --tls-password-file=FILE  the key store's password, in its first line
        --insecure-http           no TLS, on loopback alone
      """;

  /**
   * What an operator wrote.
   *
   * @param line with {@link #VALUED} and {@link #FLAGS} among its options
   */
  public static Listening of(CommandLine line) {
    line.required("listen");
    InetSocketAddress listen = line.address("listen").orElseThrow();
    boolean tls = line.has("tls-keystore");
    require(
        tls == line.has("tls-password-file"), "--tls-keystore and --tls-password-file go together");
    require(tls != line.has(INSECURE), "give --tls-keystore, or else --insecure-http");
    require(
        tls || listen.getAddress().isLoopbackAddress(), "--insecure-http is for loopback alone");
    return new Listening(
        listen,
        line.address("operators"),
        line.path("tls-keystore"),
        line.path("tls-password-file"));
  }

  /**
   * The key and certificate to show; empty for plain HTTP.
   *
   * @throws IllegalArgumentException if the key store can't be opened
   * @throws UncheckedIOException if the password file can't be read
   */
  public Optional<SSLContext> tls() {
    return keyStore.map(store -> {
      try {
        List<String> lines = Files.readAllLines(passwordFile.orElseThrow());
        return TlsKeys.open(store, (lines.isEmpty() ? "" : lines.get(0)).toCharArray());
      } catch (IOException e) {
        throw new UncheckedIOException("the password file can't be read", e);
      }
    });
  }
}
