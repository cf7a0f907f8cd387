// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerAddress;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.LedgerProvider;
import health.habeas.ledger.LogVerifier;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code https://host:port#key}, where the key is what the server prints when it starts: a log is known by its key,
 * never by its address alone. Trusts the certificates that this Java trusts; {@link HttpLedger#at} takes others.
 * Thread-safe.
 */
public final class HttpLedgerProvider implements LedgerProvider {
  /** For the service loader. */
  public HttpLedgerProvider() {}

  @Override
  public String scheme() {
    return "https";
  }

  @Override
  public Ledger open(LedgerAddress address, LedgerOptions options) {
    return open(address, HttpSettings.standard().withDeadline(options.deadline()));
  }

  /**
   * The same with settings of the caller's own, and for {@code http} on this machine, too.
   *
   * @param address whose scheme is {@code https} or {@code http}
   * @param settings whom to trust, how long to wait
   */
  public static Ledger open(LedgerAddress address, HttpSettings settings) {
    int hash = address.target().indexOf('#');
    if (hash < 0) {
      throw invalid("the address has no #key; the server prints its key when it starts", null);
    }
    try {
      URI server = URI.create(address.scheme() + ':' + address.target().substring(0, hash));
      LogVerifier log = LogVerifier.parse(address.target().substring(hash + 1));
      return HttpLedger.at(server, log, settings);
    } catch (IllegalArgumentException e) {
      throw invalid("the address is not of the form https://host:port#key", e);
    }
  }

  private static LedgerException invalid(String what, @Nullable Throwable cause) {
    return new LedgerException.Permanent(LedgerErrorCode.ADDRESS_INVALID, what, cause);
  }
}
