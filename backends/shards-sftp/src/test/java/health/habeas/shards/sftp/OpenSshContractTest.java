// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.sftp;

import health.habeas.shard.ShardStore;
import health.habeas.testkit.server.ServerProcess;
import health.habeas.testkit.shard.ShardStoreContract;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;

class OpenSshContractTest extends ShardStoreContract {
  @RegisterExtension
  static final SshServer SERVER = SshServer.openssh();

  private final String own = UUID.randomUUID().toString();

  @Override
  protected Optional<ServerProcess> server() {
    return Optional.of(SERVER.process());
  }

  @Override
  protected ShardStore open() {
    return SftpShardStore.open(SERVER.folder(own), SERVER.account());
  }
}
