// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.common;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** A bucket for each client, which fills at a rate and is emptied by requests. Remembers so many clients, no more. Thread-safe. */
final class RateLimiter {
  private static final int MOST_CLIENTS = 20_000;
  private static final int NETWORK_BYTES = 8; // an IPv6 client has a /64 to itself
  private static final double NANOS = 1e9;

  private final double perNano;
  private final double burst;
  private final LongSupplier nanoTime;
  private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
      return size() > MOST_CLIENTS;
    }
  };

  private record Bucket(double tokens, long at) {}

  /**
   * Full buckets.
   *
   * @param perSecond how fast a bucket fills
   * @param burst how much it holds
   * @param nanoTime a clock that nobody can set
   */
  public RateLimiter(int perSecond, int burst, LongSupplier nanoTime) {
    this.perNano = perSecond / NANOS;
    this.burst = burst;
    this.nanoTime = nanoTime;
  }

  /**
   * Whether a client may send one more now.
   *
   * @param client by its address
   */
  public synchronized boolean admits(InetAddress client) {
    String key = key(client.getAddress());
    long now = nanoTime.getAsLong();
    Bucket before = buckets.getOrDefault(key, new Bucket(burst, now));
    double tokens = Math.min(burst, before.tokens() + (now - before.at()) * perNano);
    boolean admitted = tokens >= 1;
    buckets.put(key, new Bucket(admitted ? tokens - 1 : tokens, now));
    return admitted;
  }

  private static String key(byte[] address) {
    return HexFormat.of()
        .formatHex(Arrays.copyOf(address, Math.min(address.length, NETWORK_BYTES)));
  }
}
