// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import health.habeas.http.internal.common.HttpReply;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What a witness answers, by the status codes of C2SP tlog-witness. Immutable.
 *
 * @param status of HTTP
 * @param body signature lines, a size, or the reason of a refusal; ended by a newline
 */
record Verdict(int status, String body) {
  static final int UNPROVEN = 422;
  private static final String TEXT = "text/plain; charset=utf-8";

  static Verdict cosigned(String lines) {
    return new Verdict(HttpURLConnection.HTTP_OK, lines);
  }

  /** The witness cosigned another size last than the log thinks. */
  static Verdict conflict(long size) {
    return new Verdict(HttpURLConnection.HTTP_CONFLICT, size + "\n");
  }

  static Verdict refused(int status, String why) {
    return new Verdict(status, why + "\n");
  }

  HttpReply http() {
    boolean isSize = status == HttpURLConnection.HTTP_CONFLICT;
    Map<String, String> headers =
        Map.of("Content-Type", isSize ? "text/x.tlog.size" : TEXT, "Cache-Control", "no-store");
    return new HttpReply(status, headers, List.of(body.getBytes(StandardCharsets.UTF_8)));
  }
}
