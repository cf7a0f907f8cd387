// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.memory;

import health.habeas.ledger.LedgerAddress;
import health.habeas.ledger.LedgerBackend;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.LedgerProvider;

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
  public LedgerBackend open(LedgerAddress address, LedgerOptions options) {
    return new MemoryLedgerBackend(options);
  }
}
