// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A user and a password (RFC 7617), sent over TLS or to this machine alone. The password is in no message and no {@link
 * #toString}; {@link #close} wipes it, after which every request is refused. Thread-safe.
 */
public final class WebDavCredentials implements AutoCloseable {
  private final String user;
  private final byte[] pair;

  private WebDavCredentials(String user, byte[] pair) {
    this.user = user;
    this.pair = pair;
  }

  /**
   * A user with a password.
   *
   * @param user without a colon
   * @param password copied
   */
  public static WebDavCredentials of(String user, char[] password) {
    if (user.indexOf(':') >= 0) {
      throw new IllegalArgumentException("the name of a user has no colon");
    }
    CharBuffer pair = CharBuffer.allocate(user.length() + 1 + password.length);
    pair.put(user).put(':').put(password).flip();
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(pair);
    byte[] bytes = new byte[encoded.remaining()];
    encoded.duplicate().get(bytes);
    while (encoded.hasRemaining()) {
      encoded.put((byte) 0);
    }
    while (pair.hasRemaining()) {
      pair.put('\0');
    }
    return new WebDavCredentials(user, bytes);
  }

  /** The same user with another password, which every sound server refuses. */
  WebDavCredentials withWrongPassword() {
    byte[] wrong = Arrays.copyOf(pair, pair.length + 1);
    wrong[pair.length] = 'x';
    return new WebDavCredentials(user, wrong);
  }

  String header() {
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** Wipes the password. */
  @Override
  public void close() {
    Arrays.fill(pair, (byte) 0);
  }

  @Override
  public String toString() {
    return "WebDavCredentials[" + user + "]";
  }
}
