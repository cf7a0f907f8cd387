// SPDX-License-Identifier: Apache-2.0

/**
 * A witness and a mirror of verifiable logs as one command, {@code health.habeas.ledger.witness.server.Main}, and the client
 * that gathers cosignatures.
 */
module health.habeas.ledger.witness {
  requires transitive health.habeas.ledger;
  requires health.habeas.http.common;
  requires java.net.http;
  requires jdk.httpserver;
  requires org.slf4j;
  requires transitive static org.jspecify;

  exports health.habeas.ledger.witness;
  exports health.habeas.ledger.witness.server;
}
