// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private static final long PATIENCE_MILLIS = 8_000;

  private final Gate gate;
  private final Listener calls;
  private final @Nullable Listener operators;
  private final @Nullable Follower follower;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** What listens, and the threads that answer. */
  record Listener(HttpServer server, ExecutorService threads) {
    static Listener start(HttpServer server, int most, String name) {
      ExecutorService threads = Executors.newFixedThreadPool(most, daemon(name));
      server.setExecutor(threads);
      server.start();
      return new Listener(server, threads);
    }

    void stop() {
      server.stop(0);
      threads.shutdown();
    }
  }

  CustodianServer(
      Gate gate, Listener calls, @Nullable Listener operators, @Nullable Follower follower) {
    this.gate = gate;
    this.calls = calls;
    this.operators = operators;
    this.follower = follower;
  }

  /** A server that is not there yet. */
  public static CustodianServerBuilder builder() {
    return new CustodianServerBuilder();
  }

  /** Where it listens; of use when the system chose the port. */
  public InetSocketAddress address() {
    return calls.server().getAddress();
  }

  /** Where health and metrics are; empty if they were not asked for. */
  public Optional<InetSocketAddress> operatorAddress() {
    return Optional.ofNullable(operators).map(listener -> listener.server().getAddress());
  }

  /** Takes nothing new, waits up to 8 seconds for what is under way, and stops. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      gate.close(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    calls.stop();
    if (follower != null) {
      follower.close();
    }
    if (operators != null) {
      operators.stop();
    }
  }

  static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
