// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.soak;

import health.habeas.http.server.CustodianServer;
import health.habeas.ledger.Ledgers;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import health.habeas.testkit.fault.FaultyShardStore;
import health.habeas.testkit.fault.StoreFault;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * A custodian that follows the rules of grants and lies about what it keeps: shards, manifests and pages. It takes what is
 * put as an honest one does, so its disk is sound when it repents.
 */
final class LyingServer {
  private LyingServer() {}

  /**
   * Serves until it is killed.
   *
   * @param arguments how it lies, its name, its directory, the ledger's address, its port
   */
  public static void main(String... arguments) {
    FaultyShardStore store = FaultyShardStore.over(ShardStore.directory(Path.of(arguments[2])));
    store.misbehave(StoreFault.valueOf(arguments[0]), LyingServer::isContent);
    CustodianServer server = CustodianServer.builder()
        .custodian(Custodians.over(
            arguments[1], store, Ledgers.open(arguments[3]), InstantSource.system()))
        .listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[4])))
        .start();
    System.out.println(
        "serving custodian " + arguments[1] + " at " + server.address() + ", ledger key unsaid");
  }

  private static boolean isContent(String name) {
    return name.contains("/shard/") || name.contains("/manifest/") || name.contains("/page/");
  }
}
