// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.common;

import com.sun.net.httpserver.HttpExchange;
import java.util.Optional;
import java.util.Set;

/** What a server offers, apart from its bounds: which paths there are, and how a refusal looks. Thread-safe. */
public interface Site {
  /**
   * What a request is for; empty if there is nothing under its path. Asked of every request, so it costs little.
   *
   * @param request whose body is not read here
   */
  Optional<Work> find(HttpExchange request);

  /**
   * The reply to a request that is refused by its status alone, or that failed.
   *
   * @param status of HTTP
   */
  HttpReply refusal(int status);

  /** One request that may be worked on. Not thread-safe: one per request. */
  interface Work {
    /** Which call it is, of a closed set. */
    String call();

    /** The methods of HTTP that it answers. */
    Set<String> methods();

    /** The largest body that it takes, in bytes; 0 where it takes none. */
    long mostBytes();

    /** Why it is refused without its body, for example for want of a session; empty if it is not. */
    default Optional<HttpReply> refused() {
      return Optional.empty();
    }

    /**
     * The reply. What is thrown becomes a failure, whose message goes nowhere.
     *
     * @param body whole
     */
    HttpReply answer(byte[] body);
  }
}
