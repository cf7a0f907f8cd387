// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import health.habeas.shard.ShardStore;
import health.habeas.testkit.shard.ShardStoreContract;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;

class S3ProxyContractTest extends ShardStoreContract {
  @RegisterExtension
  static final Peer SERVER = Peer.s3proxy();

  private final String own = UUID.randomUUID().toString();

  @Override
  protected ShardStore open() {
    S3Credentials credentials = S3Credentials.of(Peer.USER, Peer.SECRET);
    return S3ShardStore.in(SERVER.address())
        .credentials(credentials)
        .prefix(own)
        .open();
  }
}
