// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.soak;

import health.habeas.http.HttpCustodian;
import health.habeas.http.HttpSettings;
import health.habeas.http.ServerProcess;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.DiskFinding;
import health.habeas.shard.DiskReport;
import health.habeas.testkit.fault.FaultyRelay;
import health.habeas.testkit.fault.RelayFault;
import health.habeas.testkit.fault.StoreFault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One custodian: a process, its disk, and the line to it. Not thread-safe. */
final class Node implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(4);

  private final String name;
  private final Path disk;
  private final String ledger;
  private final FaultyRelay line;
  private ServerProcess process;

  private Node(String name, Path disk, String ledger) throws IOException {
    this.name = name;
    this.disk = disk;
    this.ledger = ledger;
    this.process = serve(0);
    this.line = FaultyRelay.to(process.port());
  }

  static Node start(String name, Path disk, String ledger) throws IOException {
    return new Node(name, disk, ledger);
  }

  private ServerProcess serve(int port) throws IOException {
    return ServerProcess.start(
        "--name=" + name,
        "--store=directory:" + disk,
        "--ledger=" + ledger,
        "--listen=127.0.0.1:" + port,
        "--insecure-http");
  }

  String name() {
    return name;
  }

  /** A client of its own for each who asks. */
  Custodian client() {
    return HttpCustodian.at(
        name,
        URI.create("http://127.0.0.1:" + line.port()),
        HttpSettings.standard().withDeadline(DEADLINE));
  }

  /** As kill -9 does it. */
  void kill() throws InterruptedException {
    process.kill();
  }

  /** After a kill, with the disk as it is. */
  void restart() throws IOException {
    process = serve(process.port());
  }

  /** After a kill, as one that lies. */
  void lie(StoreFault how) throws IOException {
    process = ServerProcess.start(
        LyingServer.class,
        how.name(),
        name,
        disk.toString(),
        ledger,
        String.valueOf(process.port()));
  }

  /** After a kill: nothing is left of what it had. */
  void loseDisk() throws IOException {
    try (Stream<Path> files = Files.walk(disk)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  void cut(RelayFault how) {
    line.misbehave(how);
  }

  void mend() {
    line.heal();
  }

  /** Stops it in an orderly way, and looks at its disk. */
  DiskReport checkDisk(Consumer<DiskFinding> findings) throws InterruptedException {
    process.stop();
    return Custodians.check(disk, findings);
  }

  @Override
  public void close() {
    line.close();
    process.close();
  }
}
