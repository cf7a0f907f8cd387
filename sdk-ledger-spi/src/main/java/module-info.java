// SPDX-License-Identifier: Apache-2.0

/** The ledger SPI and the verifiable log above it. */
module health.habeas.ledger {
  requires org.slf4j;
  requires transitive static org.jspecify;
}
