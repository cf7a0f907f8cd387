// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.http.internal.wire.MalformedMessage;
import health.habeas.http.internal.wire.Message;

/**
 * What a server answered. Immutable.
 *
 * @param status of HTTP
 * @param body unread
 */
record Answer(int status, byte[] body) {
  static final int OK = 200;
  static final int NO_SESSION = 401;
  static final int TOO_LARGE = 413;
  static final int REFUSED = 422;
  static final int TOO_MANY = 429;
  static final int FAILED = 500;
  static final int BUSY = 503;

  /** Whether the server refused it unread. */
  boolean isBusy() {
    return status == TOO_MANY || status == BUSY;
  }

  Message message() {
    return Message.parse(body);
  }

  /** The code that a refusal or failure names, or nothing. */
  String code() {
    try {
      return message().text(0);
    } catch (MalformedMessage e) {
      return "";
    }
  }
}
