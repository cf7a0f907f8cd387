// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerAddress;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.LedgerProvider;
import health.habeas.ledger.Ledgers;

/**
 * Opens {@code postgresql://host:5432/database?identity=/var/lib/habeas/log&user=habeas}: the rest of a JDBC address of
 * PostgreSQL's driver, with its parameters and two of our own meaning.
 *
 * <p>{@code identity}, required: a directory of this machine for the log's key and its newest head. They are not in the
 * database, so that whoever restores an old copy of it is noticed, and whoever reads it can't sign. {@code currentSchema}:
 * the schema of the tables, {@code habeas_ledger} if it is not given; made if it is not there.
 *
 * <p>Passwords belong into a {@code .pgpass} file (parameter {@code passfile}); no message of ours shows one, nor an address.
 *
 * <p>One database schema has one writer: a second is refused as IN_USE, and one that lost its connection while another took
 * over records nothing more. PostgreSQL 14 or newer. Thread-safe.
 */
public final class PostgresqlLedgerProvider implements LedgerProvider {
  static final String SCHEME = "postgresql";

  /** For the service loader. */
  public PostgresqlLedgerProvider() {}

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public Ledger open(LedgerAddress address, LedgerOptions options) {
    Database database = Database.parse(address.target(), options.deadline());
    return Ledgers.over(PostgresqlLedgerBackend.open(database, options), options);
  }
}
