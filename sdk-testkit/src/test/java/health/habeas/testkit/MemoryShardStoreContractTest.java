// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit;

import health.habeas.shard.ShardStore;
import health.habeas.testkit.shard.ShardStoreContract;

class MemoryShardStoreContractTest extends ShardStoreContract {
  private final ShardStore store = ShardStore.inMemory();

  @Override
  protected ShardStore open() {
    return store;
  }
}
