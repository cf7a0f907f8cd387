// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import health.habeas.http.internal.common.BoundedServer;
import health.habeas.http.internal.common.Follower;
import health.habeas.http.internal.common.Metrics;
import health.habeas.http.internal.wire.Call;
import health.habeas.ledger.Ledger;
import health.habeas.shard.Custodian;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What a {@link CustodianServer} is to offer and where. Not thread-safe. */
public final class CustodianServerBuilder {
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
    if (custodian == null && ledger == null) {
      throw new IllegalStateException("there is neither a custodian nor a ledger to offer");
    }
    BoundedServer server = BoundedServer.bind(
        listen, Optional.ofNullable(operators), Optional.ofNullable(tls), limits.bounds());
    Metrics metrics = new Metrics(Arrays.stream(Call.values()).map(Call::label).toList());
    Follower follower =
        custodian == null ? null : Follower.start(custodian::followLedger, interval);
    server.start(site(metrics, follower), metrics, new Readiness(custodian, follower));
    return new CustodianServer(server, follower);
  }

  private CallSite site(Metrics metrics, @Nullable Follower follower) {
    Sessions sessions = new Sessions(limits.sessions(), new SecureRandom(), System::nanoTime);
    Metrics.Counter denials = metrics.counter(
        "habeas_denials_total",
        "Accesses denied, by code; docs/errors says what each means.",
        "code");
    Map<Call, Calls> calls = new EnumMap<>(Call.class);
    Calls ofLedger = ledger == null ? null : new LedgerCalls(ledger);
    Calls ofCustodian = custodian == null
        ? null
        : new CustodianCalls(custodian, sessions, code -> denials.add(code.id()));
    for (Call call : Call.values()) {
      Calls answering = call.isOfLedger() ? ofLedger : ofCustodian;
      if (answering != null) {
        calls.put(call, answering);
      }
    }
    gauges(metrics, sessions, follower);
    return new CallSite(calls, sessions);
  }

  private static void gauges(Metrics metrics, Sessions sessions, @Nullable Follower follower) {
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
}
