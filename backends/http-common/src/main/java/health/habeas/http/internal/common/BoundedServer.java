// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.common;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A site behind its bounds, with the operator's pages beside it if they are wanted. Thread-safe.
 */
public final class BoundedServer implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 8_000;
  private static final int THREADS_A_REQUEST =
      2; // as many again may be reading headers, or refusing
  private static final int OPERATORS = 4;

  private final Bounds bounds;
  private final Gate gate;
  private final Listener calls;
  private final @Nullable Listener operators;
  private final AtomicBoolean closed = new AtomicBoolean();

  private BoundedServer(Bounds bounds, Listener calls, @Nullable Listener operators) {
    this.bounds = bounds;
    this.gate = new Gate(bounds.concurrentRequests(), bounds.bodyBytes());
    this.calls = calls;
    this.operators = operators;
  }

  /**
   * Takes both ports, or none; nobody is answered yet.
   *
   * @param listen port 0 for any
   * @param operators where health and metrics are, over plain HTTP; empty for nowhere
   * @param tls the key and certificate to show; empty for plain HTTP, which is for loopback alone
   * @param bounds how much to do at once
   * @throws IllegalStateException if plain HTTP would leave this machine
   * @throws UncheckedIOException if an address is not to be had
   */
  public static BoundedServer bind(
      InetSocketAddress listen,
      Optional<InetSocketAddress> operators,
      Optional<SSLContext> tls,
      Bounds bounds) {
    Listener calls = Listener.bind(listen, tls.orElse(null));
    try {
      return new BoundedServer(bounds, calls, operators.map(Listener::bindPages).orElse(null));
    } catch (UncheckedIOException e) {
      calls.close();
      throw e;
    }
  }

  /**
   * Answers from now on.
   *
   * @param site what is offered
   * @param metrics that count its calls
   * @param ready whether it can serve, besides not being about to stop
   */
  public void start(Site site, Metrics metrics, BooleanSupplier ready) {
    metrics.gauge("habeas_requests_inside", "Requests worked on.", gate::inside);
    if (operators != null) {
      BooleanSupplier open = () -> !gate.isClosed() && ready.getAsBoolean();
      operators.start(new OperatorPages(open, metrics), OPERATORS, "habeas-operators");
    }
    RateLimiter rates =
        new RateLimiter(bounds.requestsPerSecond(), bounds.burst(), System::nanoTime);
    calls.start(
        new BoundedHandler(site, rates, gate, metrics),
        THREADS_A_REQUEST * bounds.concurrentRequests(),
        "habeas-http");
  }

  /** Where it listens; of use when the system chose the port. */
  public InetSocketAddress address() {
    return calls.address();
  }

  /** Where health and metrics are; empty if they were not asked for. */
  public Optional<InetSocketAddress> operatorAddress() {
    return Optional.ofNullable(operators).map(Listener::address);
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
    calls.close();
    if (operators != null) {
      operators.close();
    }
  }
}
