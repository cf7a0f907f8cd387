// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import health.habeas.http.internal.wire.Call;
import health.habeas.ledger.Ledger;
import health.habeas.shard.Custodian;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** What a {@link CustodianServer} is to offer and where. Not thread-safe. */
public final class CustodianServerBuilder {
  private static final int WAITING_CONNECTIONS = 256;
  private static final int THREADS_A_REQUEST =
      2; // as many again may be reading headers, or refusing
  private static final int OPERATORS = 4;

  private @Nullable Custodian custodian;
  private @Nullable Ledger ledger;
  private InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private @Nullable InetSocketAddress operators;
  private @Nullable SSLContext tls;
  private ServerLimits limits = ServerLimits.standard();
  private Duration interval = Duration.ofMillis(500);

  CustodianServerBuilder() {}

  /**
   * Offers a custodian.
   *
   * @param offered stays the caller's to close, after the server
   */
  public CustodianServerBuilder custodian(Custodian offered) {
    custodian = offered;
    return this;
  }

  /**
   * Offers a ledger: whoever reaches the server can read it and append to it.
   *
   * @param offered stays the caller's to close, after the server
   */
  public CustodianServerBuilder ledger(Ledger offered) {
    ledger = offered;
    return this;
  }

  /**
   * Where to listen. By default any free port of the loopback address.
   *
   * @param address port 0 for any
   */
  public CustodianServerBuilder listen(InetSocketAddress address) {
    listen = address;
    return this;
  }

  /**
   * Where health and metrics are, over plain HTTP. By default nowhere.
   *
   * @param address port 0 for any
   */
  public CustodianServerBuilder operators(InetSocketAddress address) {
    operators = address;
    return this;
  }

  /**
   * The key and certificate to show. Without it the server listens on loopback alone, in plain HTTP.
   *
   * @param context with a key manager
   */
  public CustodianServerBuilder tls(SSLContext context) {
    tls = context;
    return this;
  }

  /**
   * How much to do at once.
   *
   * @param bounds by default {@link ServerLimits#standard()}
   */
  public CustodianServerBuilder limits(ServerLimits bounds) {
    limits = bounds;
    return this;
  }

  /**
   * How often the custodian follows the ledger when nobody asks it anything. By default every half second.
   *
   * @param every more than nothing
   */
  public CustodianServerBuilder followEvery(Duration every) {
    interval = every;
    return this;
  }

  /**
   * Listens and answers from now on.
   *
   * @throws IllegalStateException if there is nothing to offer, or plain HTTP would leave this machine
   * @throws UncheckedIOException if an address is not to be had
   */
  public CustodianServer start() {
    requireSense();
    JdkServerBounds.set();
    Gate gate = new Gate(limits.concurrentRequests(), limits.bodyBytes());
    Metrics metrics = new Metrics();
    HttpServer server = bind(listen, tls);
    HttpServer pages = bindPages(server);
    Follower follower = custodian == null ? null : Follower.start(custodian, interval);
    if (pages != null) {
      pages.createContext(
          "/", new OperatorPages(new Readiness(gate, custodian, follower), metrics));
    }
    server.createContext("/", handler(gate, metrics, follower));
    return new CustodianServer(
        gate,
        CustodianServer.Listener.start(
            server, THREADS_A_REQUEST * limits.concurrentRequests(), "habeas-http"),
        pages == null ? null : CustodianServer.Listener.start(pages, OPERATORS, "habeas-operators"),
        follower);
  }

  private void requireSense() {
    if (custodian == null && ledger == null) {
      throw new IllegalStateException("there is neither a custodian nor a ledger to offer");
    }
    if (tls == null && !listen.getAddress().isLoopbackAddress()) {
      throw new IllegalStateException(
          "plain HTTP is for loopback alone; give the server a key and a certificate");
    }
  }

  private CallHandler handler(Gate gate, Metrics metrics, @Nullable Follower follower) {
    Sessions sessions = new Sessions(limits.sessions(), new SecureRandom(), System::nanoTime);
    Map<Call, Calls> calls = new EnumMap<>(Call.class);
    Calls ofLedger = ledger == null ? null : new LedgerCalls(ledger);
    Calls ofCustodian =
        custodian == null ? null : new CustodianCalls(custodian, sessions, metrics::denied);
    for (Call call : Call.values()) {
      Calls answering = call.isOfLedger() ? ofLedger : ofCustodian;
      if (answering != null) {
        calls.put(call, answering);
      }
    }
    gauges(metrics, gate, sessions, follower);
    RateLimiter rates =
        new RateLimiter(limits.requestsPerSecond(), limits.burst(), System::nanoTime);
    return new CallHandler(calls, sessions, rates, gate, metrics);
  }

  private static void gauges(
      Metrics metrics, Gate gate, Sessions sessions, @Nullable Follower follower) {
    metrics.gauge("habeas_requests_inside", "Requests worked on.", gate::inside);
    metrics.gauge("habeas_sessions_open", "Sessions that are not over.", sessions::count);
    if (follower != null) {
      metrics.gauge(
          "habeas_ledger_followed_entries", "Ledger entries followed.", follower::followed);
      metrics.gauge(
          "habeas_ledger_followed_age_milliseconds",
          "Time since the ledger was last followed to its end.",
          follower::ageMillis);
    }
  }

  /** Either both addresses, or none. */
  private @Nullable HttpServer bindPages(HttpServer server) {
    try {
      return operators == null ? null : bind(operators, null);
    } catch (UncheckedIOException e) {
      server.stop(0);
      throw e;
    }
  }

  private static HttpServer bind(InetSocketAddress address, @Nullable SSLContext tls) {
    try {
      if (tls == null) {
        return HttpServer.create(address, WAITING_CONNECTIONS);
      }
      HttpsServer server = HttpsServer.create(address, WAITING_CONNECTIONS);
      server.setHttpsConfigurator(configurator(tls));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("can't listen on " + address, e);
    }
  }

  private static HttpsConfigurator configurator(SSLContext context) {
    return new HttpsConfigurator(context) {
      @Override
      public void configure(HttpsParameters parameters) {
        SSLParameters ours = getSSLContext().getDefaultSSLParameters();
        ours.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setSSLParameters(ours);
      }
    };
  }
}
