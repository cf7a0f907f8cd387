// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Ledgers;

class MemoryLedgerContractTest extends LedgerContract {
  @Override
  protected Ledger open(LedgerOptions given) {
    return Ledgers.open("memory:", given);
  }
}
