// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import java.net.http.HttpHeaders;

/**
 * What a server answered. Immutable, if the body is left alone.
 *
 * @param status the HTTP status
 * @param headers its headers
 * @param body its whole body; not copied
 * @param attempts how often the request was sent; after more than one, an earlier one may have had its effect
 */
record HttpAnswer(int status, HttpHeaders headers, byte[] body, int attempts) {
  boolean isSuccess() {
    return status / 100 == 2;
  }
}
