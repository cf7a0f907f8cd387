// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerAddress;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.LedgerProvider;

/** Opens {@code http://127.0.0.1:port#key}: without TLS, and so on this machine alone. Thread-safe. */
public final class LoopbackLedgerProvider implements LedgerProvider {
  /** For the service loader. */
  public LoopbackLedgerProvider() {}

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public Ledger open(LedgerAddress address, LedgerOptions options) {
    return HttpLedgerProvider.open(
        address, HttpSettings.standard().withDeadline(options.deadline()));
  }
}
