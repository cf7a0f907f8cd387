// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import health.habeas.http.internal.common.HttpReply;
import health.habeas.http.internal.wire.Message;
import java.net.HttpURLConnection;
import java.util.Map;

/**
 * A status and a body. Immutable.
 *
 * @param status of HTTP
 * @param body of the protocol
 */
record Reply(int status, Message body) {
  static final int REFUSED = 422;
  private static final Map<String, String> HEADERS =
      Map.of("Content-Type", "application/cbor", "Cache-Control", "no-store");

  /** A refusal without words: what is wrong is in the status. */
  static final Reply MALFORMED = bare(HttpURLConnection.HTTP_BAD_REQUEST);

  static final Reply NO_SESSION = bare(HttpURLConnection.HTTP_UNAUTHORIZED);
  static final Reply TOO_LARGE = bare(HttpURLConnection.HTTP_ENTITY_TOO_LARGE);

  static Reply bare(int status) {
    return new Reply(status, Message.EMPTY);
  }

  static Reply ok(Message body) {
    return new Reply(HttpURLConnection.HTTP_OK, body);
  }

  /** What the caller did wrong, as a code. */
  static Reply refused(String code) {
    return new Reply(REFUSED, Message.of(Message.encode(code)));
  }

  /** What failed here, as a code: a message might name a path of this machine. */
  static Reply failed(String code) {
    return new Reply(HttpURLConnection.HTTP_INTERNAL_ERROR, Message.of(Message.encode(code)));
  }

  HttpReply http() {
    return new HttpReply(status, HEADERS, body.parts());
  }
}
