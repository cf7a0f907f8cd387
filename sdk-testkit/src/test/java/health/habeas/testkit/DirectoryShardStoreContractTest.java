// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit;

import health.habeas.shard.ShardStore;
import health.habeas.testkit.shard.ShardStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DirectoryShardStoreContractTest extends ShardStoreContract {
  @TempDir
  Path folder;

  @Override
  protected ShardStore open() {
    return ShardStore.directory(folder.resolve("store"));
  }
}
