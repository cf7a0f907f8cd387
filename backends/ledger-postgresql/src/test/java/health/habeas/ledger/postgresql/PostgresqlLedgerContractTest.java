// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Ledgers;
import health.habeas.testkit.ledger.LedgerContract;

class PostgresqlLedgerContractTest extends LedgerContract {
  private final String address = TestServer.shared().freshAddress();

  @Override
  protected Ledger open(LedgerOptions given) {
    return Ledgers.open(address, given);
  }
}
