// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.ledger.Ledger;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import java.time.InstantSource;

class MemoryCustodianContractTest extends CustodianContract {
  @Override
  protected Custodian open(String name, Ledger ledger, InstantSource clock) {
    return Custodians.over(name, ShardStore.inMemory(), ledger, clock);
  }

  @Override
  protected boolean isDurable() {
    return false;
  }
}
