// SPDX-License-Identifier: Apache-2.0

/** What Habeas' servers over HTTP, and their clients, have in common. Nothing in it is for others. */
@SuppressWarnings("module") // the servers are built after this module
module health.habeas.http.common {
  requires transitive java.net.http;
  requires transitive jdk.httpserver;
  requires org.slf4j;
  requires transitive static org.jspecify;

  exports health.habeas.http.internal.common to
      health.habeas.http,
      health.habeas.ledger.witness;
}
