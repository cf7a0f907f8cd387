// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.common;

import java.util.List;
import java.util.Map;

/**
 * What goes back to a client. The body is in pieces, so that a large one need not be joined. Immutable.
 *
 * @param status of HTTP
 * @param headers without {@code Content-Length}
 * @param parts of the body; not copied
 */
public record HttpReply(int status, Map<String, String> headers, List<byte[]> parts) {
  /** Copies the maps and lists, not the bytes. */
  public HttpReply {
    headers = Map.copyOf(headers);
    parts = List.copyOf(parts);
  }

  /** The length of the body, in bytes. */
  long length() {
    return parts.stream().mapToLong(part -> part.length).sum();
  }
}
