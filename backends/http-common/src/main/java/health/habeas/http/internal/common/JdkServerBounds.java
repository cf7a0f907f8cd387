// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.common;

import java.util.Map;

/**
 * The bounds that the JDK's server takes from system properties alone: time for a whole request and a whole answer, so that
 * a slow drip ends; connections; headers; and no waiting for more to send. What is set already stays.
 *
 * <p>The JDK reads them once in a process: one that used its server before has the bounds that it had then.
 */
final class JdkServerBounds {
  private static final Map<String, String> BOUNDS = Map.of(
      "sun.net.httpserver.maxReqTime", "30",
      "sun.net.httpserver.maxRspTime", "60",
      "sun.net.httpserver.idleInterval", "30",
      "sun.net.httpserver.maxReqHeaders", "50",
      "sun.net.httpserver.maxReqHeaderSize", "16384",
      "sun.net.httpserver.maxIdleConnections", "200",
      "jdk.httpserver.maxConnections", "1000",
      "sun.net.httpserver.nodelay", "true");

  private JdkServerBounds() {}

  static void set() {
    BOUNDS.forEach((name, value) -> {
      if (System.getProperty(name) == null) {
        System.setProperty(name, value);
      }
    });
  }
}
