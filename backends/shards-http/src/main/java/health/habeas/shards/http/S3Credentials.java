// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The key pair of an S3 account. The secret is in no message and no {@link #toString}; {@link #close} wipes it, after which
 * every request is refused. Thread-safe.
 */
public final class S3Credentials implements AutoCloseable {
  private final String keyId;
  private final byte[] secret;
  private final Optional<String> sessionToken;

  private S3Credentials(String keyId, byte[] secret, Optional<String> sessionToken) {
    this.keyId = keyId;
    this.secret = secret;
    this.sessionToken = sessionToken;
  }

  /**
   * A key pair that is good until it is withdrawn.
   *
   * @param keyId the access key id, which is no secret
   * @param secret the secret access key; copied
   */
  public static S3Credentials of(String keyId, char[] secret) {
    return new S3Credentials(keyId, utf8(secret), Optional.empty());
  }

  /**
   * A key pair that is good for some hours, from a token service.
   *
   * @param keyId the access key id, which is no secret
   * @param secret the secret access key; copied
   * @param sessionToken goes with each request
   */
  public static S3Credentials temporary(String keyId, char[] secret, String sessionToken) {
    return new S3Credentials(keyId, utf8(secret), Optional.of(sessionToken));
  }

  /** The same account with another secret, which every sound server refuses. */
  S3Credentials withWrongSecret() {
    byte[] wrong = secret.clone();
    for (int i = 0; i < wrong.length; i++) {
      wrong[i] ^= 1;
    }
    return new S3Credentials(keyId, wrong, sessionToken);
  }

  String keyId() {
    return keyId;
  }

  /** "AWS4" and the secret, the first key of a signature; the caller wipes it. */
  byte[] signingSecret() {
    byte[] key = Arrays.copyOf("AWS4".getBytes(StandardCharsets.US_ASCII), 4 + secret.length);
    System.arraycopy(secret, 0, key, 4, secret.length);
    return key;
  }

  Optional<String> sessionToken() {
    return sessionToken;
  }

  /** Wipes the secret. */
  @Override
  public void close() {
    Arrays.fill(secret, (byte) 0);
  }

  @Override
  public String toString() {
    return "S3Credentials[" + keyId + "]";
  }

  private static byte[] utf8(char[] text) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.duplicate().get(bytes);
    while (encoded.hasRemaining()) {
      encoded.put((byte) 0);
    }
    return bytes;
  }
}
