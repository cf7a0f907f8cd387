// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;

/** A store on which everything can be done keeps every point; {@link PlantedLedgerBugsTest} breaks them one by one. */
class SimulatedLedgerContractTest extends LedgerContract {
  final SimulatedStore store = store();

  SimulatedStore store() {
    return new SimulatedStore();
  }

  @Override
  protected Ledger open(LedgerOptions given) {
    return store.open(given);
  }

  @Override
  public LedgerFaults faults() {
    return store;
  }
}
