// SPDX-License-Identifier: Apache-2.0

import health.habeas.ledger.LedgerProvider;
import java.security.Provider;

/**
 * The ledger SPI and the verifiable log above it. Enter by {@code health.habeas.ledger}: {@code Ledgers} for applications,
 * {@code LedgerBackend} for vendors.
 */
@SuppressWarnings("module") // our own backends are built after this module
module health.habeas.ledger {
  requires org.slf4j;
  requires transitive static org.jspecify;

  exports health.habeas.ledger;
  exports health.habeas.ledger.error;
  exports health.habeas.ledger.proof;
  exports health.habeas.ledger.trust;
  exports health.habeas.ledger.internal.command to
      health.habeas.ledger.witness;
  exports health.habeas.ledger.internal.entry to
      health.habeas.ledger.postgresql;
  exports health.habeas.ledger.internal.file to
      health.habeas.ledger.postgresql,
      health.habeas.ledger.witness;

  uses LedgerProvider;
  uses Provider; // of ML-DSA-44, for commands

  provides LedgerProvider with
      health.habeas.ledger.internal.memory.MemoryLedgerProvider,
      health.habeas.ledger.internal.file.FileLedgerProvider;
}
