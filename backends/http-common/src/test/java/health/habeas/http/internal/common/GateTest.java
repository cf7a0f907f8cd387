// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What keeps a server from doing too much at once. */
class GateTest {
  private final AtomicLong now = new AtomicLong();

  @Test
  void requestsAndBytesAreBounded() {
    Gate gate = new Gate(2, 100);
    Gate.Pass first = gate.enter(60).orElseThrow();
    assertThat(gate.enter(41)).isEmpty();
    Gate.Pass second = gate.enter(40).orElseThrow();
    assertThat(gate.enter(0)).isEmpty();
    first.close();
    assertThat(gate.inside()).isEqualTo(1);
    second.close();
    assertThat(gate.enter(101)).isEmpty();
    assertThat(gate.enter(Long.MAX_VALUE)).isEmpty();
    assertThat(gate.enter(100)).isPresent();
  }

  @Test
  void aClosedGateLetsNobodyInAndWaitsForThoseInside() throws Exception {
    Gate gate = new Gate(2, 100);
    gate.arrive();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
      try {
        gate.close(20_000);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    while (!gate.isClosed()) {
      Thread.onSpinWait();
    }
    assertThat(gate.enter(1)).isEmpty();
    assertThat(closing).isNotDone();
    gate.depart();
    closing.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aClientHasABurstAndThenARate() throws UnknownHostException {
    RateLimiter rates = new RateLimiter(10, 3, now::get);
    InetAddress client = InetAddress.getByName("192.0.2.1");
    assertThat(admitted(rates, client, 10)).isEqualTo(3);
    assertThat(admitted(rates, InetAddress.getByName("192.0.2.2"), 10)).isEqualTo(3);
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));
    assertThat(admitted(rates, client, 10)).isEqualTo(2);
    now.addAndGet(TimeUnit.HOURS.toNanos(1));
    assertThat(admitted(rates, client, 10)).isEqualTo(3);
  }

  @Test
  void anIpv6NetworkIsOneClient() throws UnknownHostException {
    RateLimiter rates = new RateLimiter(1, 3, now::get);
    assertThat(admitted(rates, InetAddress.getByName("2001:db8::1"), 2)).isEqualTo(2);
    assertThat(admitted(rates, InetAddress.getByName("2001:db8::2"), 2)).isEqualTo(1);
    assertThat(admitted(rates, InetAddress.getByName("2001:db8:0:1::1"), 2)).isEqualTo(2);
  }

  private static int admitted(RateLimiter rates, InetAddress client, int tries) {
    int admitted = 0;
    for (int i = 0; i < tries; i++) {
      admitted += rates.admits(client) ? 1 : 0;
    }
    return admitted;
  }
}
