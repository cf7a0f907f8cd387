// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Ledgers;
import health.habeas.testkit.ledger.LedgerContract;
import health.habeas.testkit.ledger.LedgerFaults;

class PostgresqlLedgerContractTest extends LedgerContract {
  private static final TestServer SERVER = new TestServer(); // of its own: it is killed
  private final PostgresqlFaults faults = PostgresqlFaults.on(SERVER);

  @Override
  protected Ledger open(LedgerOptions given) {
    return Ledgers.open(faults.address(), given);
  }

  @Override
  public LedgerFaults faults() {
    return faults;
  }
}
