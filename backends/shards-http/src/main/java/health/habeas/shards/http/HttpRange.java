// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A part of a resource, as a request and as what its answer means (RFC 9110, section 14). Immutable.
 *
 * @param offset of the first byte
 * @param length in bytes; of none, only whether they would be there is asked
 */
record HttpRange(long offset, int length) {
  /**
   * A range, or empty if it ends where no resource does.
   *
   * @throws IllegalArgumentException if offset or length is negative
   */
  static Optional<HttpRange> of(long offset, int length) {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException("a range begins at 0 or later and is not negative");
    }
    return offset > Long.MAX_VALUE - length
        ? Optional.empty()
        : Optional.of(new HttpRange(offset, length));
  }

  String method() {
    return length == 0 ? "HEAD" : "GET";
  }

  Map<String, String> headers() {
    return length == 0
        ? Map.of()
        : Map.of("range", "bytes=" + offset + "-" + (offset + length - 1));
  }

  /** Whether the answer tells what is there, and not that something failed. */
  boolean isAnswered(HttpAnswer answer) {
    return answer.status() == 200
        || answer.status() == 206
        || answer.status() == 404
        || answer.status() == 416;
  }

  /** The part, if it is there as a whole. */
  Optional<byte[]> part(HttpAnswer answer) {
    if (answer.status() / 100 != 2) {
      return Optional.empty();
    }
    if (length == 0) {
      long size = answer.headers().firstValueAsLong("content-length").orElse(0);
      return offset <= size ? Optional.of(new byte[0]) : Optional.empty();
    }
    byte[] body = answer.body();
    if (answer.status() == 206) {
      return body.length == length ? Optional.of(body) : Optional.empty();
    }
    // 200: the server sent the whole
    return offset + length <= body.length
        ? Optional.of(Arrays.copyOfRange(body, (int) offset, (int) offset + length))
        : Optional.empty();
  }
}
