// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import health.habeas.http.internal.common.BoundedServer;
import health.habeas.http.internal.common.Follower;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Offers a custodian, a ledger, or both, over HTTPS. The custodian decides about each access by itself; this is the way to
 * it, with limits ({@link ServerLimits}), sessions of ten minutes, health and metrics.
 *
 * <p>Guarantees: what a reply acknowledged is as durable as the custodian's store, whatever happens to this process; no
 * log, metric or error holds contents, item names, vaults or tokens. {@link #close} takes nothing new, finishes what is
 * under way, and leaves custodian and ledger to whoever opened them. Source: docs/spec/custodian-http.md. Thread-safe.
 */
public final class CustodianServer implements AutoCloseable {
  private final BoundedServer server;
  private final @Nullable Follower follower;

  CustodianServer(BoundedServer server, @Nullable Follower follower) {
    this.server = server;
    this.follower = follower;
  }

  /** A server that is not there yet. */
  public static CustodianServerBuilder builder() {
    return new CustodianServerBuilder();
  }

  /** Where it listens; of use when the system chose the port. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** Where health and metrics are; empty if they were not asked for. */
  public Optional<InetSocketAddress> operatorAddress() {
    return server.operatorAddress();
  }

  /** Takes nothing new, waits up to 8 seconds for what is under way, and stops. */
  @Override
  public void close() {
    server.close();
    if (follower != null) {
      follower.close();
    }
  }
}
