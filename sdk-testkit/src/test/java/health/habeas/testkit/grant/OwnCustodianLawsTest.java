// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.ledger.Ledger;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import java.time.InstantSource;

/** This SDK's own custodian keeps the laws. */
class OwnCustodianLawsTest extends CustodianLaws {
  @Override
  protected Custodian newCustodian(String name, Ledger ledger, InstantSource clock) {
    return Custodians.over(name, ShardStore.inMemory(), ledger, clock);
  }
}
