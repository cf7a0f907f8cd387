// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import health.habeas.ledger.Ledger;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import health.habeas.testkit.grant.CustodianContract;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;

class S3CustodianContractTest extends CustodianContract {
  @RegisterExtension
  static final Peer SERVER = Peer.s3proxy();

  private final String own = UUID.randomUUID().toString();

  @Override
  protected Custodian open(String name, Ledger ledger, InstantSource clock) {
    S3Credentials credentials = S3Credentials.of(Peer.USER, Peer.SECRET);
    ShardStore store =
        S3ShardStore.in(SERVER.address()).credentials(credentials).prefix(own).open();
    return Custodians.over(name, store, ledger, clock);
  }
}
