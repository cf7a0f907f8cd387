// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.ledger.Ledger;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class DirectoryCustodianContractTest extends CustodianContract {
  @TempDir
  Path folder;

  @Override
  protected Custodian open(String name, Ledger ledger, InstantSource clock) {
    return Custodians.over(name, ShardStore.directory(folder.resolve(name)), ledger, clock);
  }
}
