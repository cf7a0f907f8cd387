// SPDX-License-Identifier: Apache-2.0

import health.habeas.http.HttpLedgerProvider;
import health.habeas.http.LoopbackLedgerProvider;
import health.habeas.ledger.LedgerProvider;

/**
 * A custodian and a ledger as one server process, and their clients. Enter by {@code health.habeas.http}: {@code
 * HttpCustodian} and {@code HttpLedger} for applications; by {@code health.habeas.http.server} for operators.
 */
module health.habeas.http {
  requires transitive health.habeas.core;
  requires java.net.http;
  requires health.habeas.http.common;
  requires health.habeas.ledger.witness;
  requires jdk.httpserver;
  requires org.slf4j;
  requires transitive static org.jspecify;

  exports health.habeas.http;
  exports health.habeas.http.server;

  provides LedgerProvider with
      HttpLedgerProvider,
      LoopbackLedgerProvider;
}
