// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import health.habeas.http.internal.common.Bounds;

/**
 * How much a server does at once. What is beyond is refused unread, with 429 or 503, and may be sent again. Immutable.
 *
 * @param concurrentRequests how many requests are worked on at one time
 * @param bodyBytes how many bytes of requests and replies are in memory at one time; a larger request is refused for good
 * @param requestsPerSecond how many requests of one client are taken in the long run; IPv6 clients count by their /64
 * @param burst how many of one client at once, after a pause
 * @param sessions how many sessions are open; the oldest makes room
 */
public record ServerLimits(
    int concurrentRequests, long bodyBytes, int requestsPerSecond, int burst, int sessions) {
  private static final int SESSIONS = 10_000;

  /** Checks that something can be done. */
  public ServerLimits {
    if (concurrentRequests < 1
        || bodyBytes < 1
        || requestsPerSecond < 1
        || burst < 1
        || sessions < 1) {
      throw new IllegalArgumentException("every limit of a server is at least 1");
    }
  }

  /** 64 requests, a quarter of this process's memory, 1,000 a second, 4,000 at once, 10,000 sessions. */
  public static ServerLimits standard() {
    Bounds standard = Bounds.standard();
    return new ServerLimits(
        standard.concurrentRequests(),
        standard.bodyBytes(),
        standard.requestsPerSecond(),
        standard.burst(),
        SESSIONS);
  }

  /**
   * The same with another rate for each client.
   *
   * @param perSecond in the long run
   * @param atOnce after a pause
   */
  public ServerLimits withRate(int perSecond, int atOnce) {
    return new ServerLimits(concurrentRequests, bodyBytes, perSecond, atOnce, sessions);
  }

  Bounds bounds() {
    return new Bounds(concurrentRequests, bodyBytes, requestsPerSecond, burst);
  }
}
