// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import health.habeas.http.internal.common.BoundedServer;
import health.habeas.http.internal.common.Bounds;
import health.habeas.http.internal.common.CommandLine;
import health.habeas.http.internal.common.Follower;
import health.habeas.http.internal.common.Listening;
import health.habeas.http.internal.common.Metrics;
import health.habeas.ledger.internal.file.DirectoryLock;
import health.habeas.ledger.internal.file.PublishedLog;
import health.habeas.ledger.internal.file.TileDirectory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The command {@code mirror}. Immutable.
 *
 * @param trust which log is mirrored, and who must have cosigned its heads
 * @param from where the log publishes: an address or a directory
 * @param store where the copy is
 * @param every how often to look for a new head
 * @param listening where to listen, and with which TLS key
 */
record MirrorCommand(
    TrustOptions trust, String from, Path store, Duration every, Listening listening)
    implements Command {
  static final String USAGE = """
      mirror: serves a verified copy of a log's tiles, and follows the log
        --from=PLACE              where the log publishes: https://…, or a directory
        --store=DIRECTORY         where the copy is
        --every=SECONDS           how often to look for a new head; 10 if not given
      """ + TrustOptions.USAGE + Listening.USAGE;

  /** Reads a command line. */
  static MirrorCommand parse(String... arguments) {
    Set<String> valued = new HashSet<>(Listening.VALUED);
    valued.addAll(TrustOptions.VALUED);
    valued.addAll(List.of("from", "store", "every"));
    CommandLine line = CommandLine.parse(valued, Listening.FLAGS, arguments);
    return new MirrorCommand(
        TrustOptions.of(line),
        line.required("from"),
        line.requiredPath("store"),
        line.seconds("every").orElse(Duration.ofSeconds(10)),
        Listening.of(line));
  }

  @Override
  public String start(Resources resources) {
    resources.keep(DirectoryLock.take(store));
    TileDirectory files = new TileDirectory(store);
    Mirror mirror = new Mirror(trust.read(), origin(), files);
    BoundedServer server = resources.keep(BoundedServer.bind(
        listening.listen(), listening.operators(), listening.tls(), Bounds.standard()));
    Follower follower = resources.keep(Follower.start(mirror::follow, every));
    Metrics metrics = new Metrics(MirrorSite.CALLS);
    metrics.gauge("habeas_mirror_entries", "Entries that are served.", follower::followed);
    metrics.gauge(
        "habeas_mirror_age_milliseconds",
        "Time since the log was last followed to its end.",
        follower::ageMillis);
    server.start(new MirrorSite(files), metrics, follower::isFresh);
    return "serving mirror at " + server.address();
  }

  private PublishedLog origin() {
    return from.startsWith("https:") || from.startsWith("http:")
        ? new HttpOrigin(URI.create(from))
        : new TileDirectory(Path.of(from));
  }
}
