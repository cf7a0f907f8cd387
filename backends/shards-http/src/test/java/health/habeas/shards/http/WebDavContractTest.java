// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import health.habeas.shard.ShardStore;
import health.habeas.testkit.server.ServerProcess;
import health.habeas.testkit.shard.ShardStoreContract;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;

class WebDavContractTest extends ShardStoreContract {
  @RegisterExtension
  static final Peer SERVER = Peer.rclone();

  private final URI own = URI.create(SERVER.address() + "-" + UUID.randomUUID());

  @Override
  protected Optional<ServerProcess> server() {
    return Optional.of(SERVER.process());
  }

  @Override
  protected ShardStore open() {
    WebDavCredentials credentials = WebDavCredentials.of(Peer.USER, Peer.SECRET);
    return WebDavShardStore.in(own).credentials(credentials).open();
  }
}
