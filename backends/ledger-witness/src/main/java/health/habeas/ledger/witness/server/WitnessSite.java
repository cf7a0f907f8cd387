// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import com.sun.net.httpserver.HttpExchange;
import health.habeas.http.internal.common.HttpReply;
import health.habeas.http.internal.common.Site;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code POST /add-checkpoint} and {@code GET /<origin hash>/checkpoint}. Thread-safe.
 *
 * @param witness who answers
 */
record WitnessSite(Witness witness) implements Site {
  /** All that can be asked. */
  static final List<String> CALLS = List.of("add-checkpoint", "checkpoint");

  // The largest note, and a proof of 63 hashes before it.
  private static final long MOST_BYTES = (1 << 18) + 4096;
  private static final Pattern NEWEST = Pattern.compile("/([0-9a-f]{64})/checkpoint");

  @Override
  public Optional<Work> find(HttpExchange request) {
    String path = request.getRequestURI().getRawPath();
    if (path.equals("/add-checkpoint")) {
      return Optional.of(new Call(
          CALLS.get(0), Set.of("POST"), MOST_BYTES, body -> witness.add(body).http()));
    }
    Matcher newest = NEWEST.matcher(path);
    return newest.matches()
        ? Optional.of(
            new Call(CALLS.get(1), Set.of("GET", "HEAD"), 0, body -> newest(newest.group(1))))
        : Optional.empty();
  }

  private HttpReply newest(String originHash) {
    return witness
        .newest(originHash)
        .map(head -> new HttpReply(
            HttpURLConnection.HTTP_OK,
            Map.of("Content-Type", "text/plain; charset=utf-8", "Cache-Control", "no-cache"),
            List.of(head.bytes())))
        .orElseGet(() -> refusal(HttpURLConnection.HTTP_NOT_FOUND));
  }

  @Override
  public HttpReply refusal(int status) {
    return new HttpReply(status, Map.of("Cache-Control", "no-store"), List.of());
  }

  private record Call(
      String call, Set<String> methods, long mostBytes, Function<byte[], HttpReply> answering)
      implements Work {
    @Override
    public HttpReply answer(byte[] body) {
      return answering.apply(body);
    }
  }
}
