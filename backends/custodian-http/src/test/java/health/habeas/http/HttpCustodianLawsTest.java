// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.ledger.Ledger;
import health.habeas.shard.Custodian;
import health.habeas.shard.ShardStore;
import health.habeas.testkit.grant.CustodianLaws;
import java.time.InstantSource;

/** A custodian keeps the laws over HTTP, too. */
class HttpCustodianLawsTest extends CustodianLaws {
  @Override
  protected Custodian newCustodian(String name, Ledger ledger, InstantSource clock) {
    return ServedCustodian.over(name, ShardStore.inMemory(), ledger, clock);
  }
}
