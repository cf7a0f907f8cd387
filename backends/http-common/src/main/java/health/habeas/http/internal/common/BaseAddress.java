// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.common;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

/** The address of a server, before any path of a protocol. */
public final class BaseAddress {
  private BaseAddress() {}

  /**
   * Checks an address, and takes away a slash at its end.
   *
   * @param base {@code https://host:port}, perhaps with a path; {@code http} for this machine alone
   * @throws IllegalArgumentException for any other address
   */
  public static URI of(URI base) {
    String scheme = String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT);
    String host = base.getHost();
    boolean plain = host != null
        && base.getRawUserInfo() == null
        && base.getRawQuery() == null
        && base.getRawFragment() == null;
    if (!plain || !(scheme.equals("https") || (scheme.equals("http") && isThisMachine(host)))) {
      throw new IllegalArgumentException(
          "an address has the form https://host:port; http is for this machine alone");
    }
    String text = base.toString();
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : base;
  }

  private static boolean isThisMachine(String host) {
    try {
      // Only what is an address as it stands: a name could be made to lead anywhere.
      return host.equals("localhost")
          || ((host.startsWith("127.") || host.startsWith("["))
              && InetAddress.getByName(host).isLoopbackAddress());
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
