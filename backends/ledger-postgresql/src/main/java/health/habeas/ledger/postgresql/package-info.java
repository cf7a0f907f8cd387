// SPDX-License-Identifier: Apache-2.0

/**
 * The ledger backend {@code postgresql:}, found by {@code Ledgers.open} when this artifact is on the class path. Enter by
 * {@link health.habeas.ledger.postgresql.PostgresqlLedgerProvider}, which says what an address holds. The tables stand in
 * docs/spec/ledger.md, the choices in docs/adr/0032.
 */
@NullMarked
package health.habeas.ledger.postgresql;

import org.jspecify.annotations.NullMarked;
