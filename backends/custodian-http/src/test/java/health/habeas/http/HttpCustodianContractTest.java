// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.ledger.Ledger;
import health.habeas.shard.Custodian;
import health.habeas.shard.ShardStore;
import health.habeas.testkit.grant.CustodianContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

/** What every custodian must do, over HTTP. */
class HttpCustodianContractTest extends CustodianContract {
  @TempDir
  Path folder;

  @Override
  protected Custodian open(String name, Ledger ledger, InstantSource clock) {
    return ServedCustodian.over(name, ShardStore.directory(folder), ledger, clock);
  }
}
