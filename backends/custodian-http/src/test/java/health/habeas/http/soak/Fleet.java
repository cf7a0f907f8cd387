// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.soak;

import health.habeas.http.ServerProcess;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.shard.Custodian;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Six custodians and the ledger that they follow, each a process. Not thread-safe. */
final class Fleet implements AutoCloseable {
  static final int SIZE = 6;

  private final Path directory;
  private final List<Node> nodes = new ArrayList<>();
  private ServerProcess log;

  Fleet(Path directory) throws IOException {
    this.directory = directory;
    this.log = serve(0);
    for (int i = 1; i <= SIZE; i++) {
      nodes.add(Node.start("node-" + i, directory.resolve("node-" + i), log.ledger()));
    }
  }

  private ServerProcess serve(int port) throws IOException {
    return ServerProcess.start(
        "--ledger=file:" + directory.resolve("ledger"),
        "--serve-ledger",
        "--listen=127.0.0.1:" + port,
        "--insecure-http");
  }

  List<Node> nodes() {
    return List.copyOf(nodes);
  }

  List<Custodian> clients() {
    return nodes.stream().map(Node::client).toList();
  }

  Ledger ledger() {
    return Ledgers.open(log.ledger());
  }

  void killLedger() throws InterruptedException {
    log.kill();
  }

  void restartLedger() throws IOException {
    log = serve(log.port());
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
    log.close();
  }
}
