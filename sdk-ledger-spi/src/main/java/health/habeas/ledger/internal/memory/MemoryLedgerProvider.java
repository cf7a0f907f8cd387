// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.memory;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerAddress;
import health.habeas.ledger.LedgerBackend;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.LedgerProvider;
import health.habeas.ledger.Ledgers;

/** Opens a fresh {@code memory:} ledger each time; two of them share nothing. Thread-safe. */
public final class MemoryLedgerProvider implements LedgerProvider {
  static final String SCHEME = "memory";

  /** For the service loader. */
  public MemoryLedgerProvider() {}

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public Ledger open(LedgerAddress address, LedgerOptions options) {
    return Ledgers.over(backend(options), options);
  }

  /**
   * A fresh backend, without the verifiable log above it.
   *
   * @param options clock and randomness
   */
  public static LedgerBackend backend(LedgerOptions options) {
    return new MemoryLedgerBackend(options);
  }
}
