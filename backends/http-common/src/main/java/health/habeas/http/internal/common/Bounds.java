// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.common;

/**
 * How much a server does at once. What is beyond is refused unread, with 429 or 503, and may be sent again. Immutable.
 *
 * @param concurrentRequests how many requests are worked on at one time
 * @param bodyBytes how many bytes of requests and replies are in memory at one time; a larger request is refused for good
 * @param requestsPerSecond how many requests of one client are taken in the long run; IPv6 clients count by their /64
 * @param burst how many of one client at once, after a pause
 */
public record Bounds(int concurrentRequests, long bodyBytes, int requestsPerSecond, int burst) {
  private static final int CONCURRENT = 64;
  private static final int PER_SECOND = 1000;
  private static final int BURST = 4000;
  private static final int SHARE_OF_MEMORY = 4;

  /** 64 requests, a quarter of this process's memory, 1,000 a second, 4,000 at once. */
  public static Bounds standard() {
    return new Bounds(
        CONCURRENT, Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY, PER_SECOND, BURST);
  }
}
