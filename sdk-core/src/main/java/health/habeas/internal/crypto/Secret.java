// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Secret bytes that are wiped when closed. It has no equals or hashCode and prints only its length.
 *
 * <p>Thread-safe. Reading after {@link #close()} throws {@link IllegalStateException}.
 */
public final class Secret implements AutoCloseable {
  private final byte[] bytes;
  private volatile boolean closed;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Takes ownership of the array: the caller must not use it again.
   *
   * @param owned the secret bytes
   */
  public static Secret owning(byte[] owned) {
    return new Secret(owned);
  }

  /**
   * Copies the bytes.
   *
   * @param source the secret bytes; the caller wipes its own copy
   */
  public static Secret copyOf(byte[] source) {
    return new Secret(source.clone());
  }

  /**
   * Fresh random bytes.
   *
   * @param random the source; injected only in tests
   * @param sizeBytes how many
   */
  public static Secret random(SecureRandom random, int sizeBytes) {
    byte[] fresh = new byte[sizeBytes];
    random.nextBytes(fresh);
    return new Secret(fresh);
  }

  /**
   * The bytes themselves, not a copy: do not keep or change them.
   *
   * @param access the token that makes reads findable
   */
  public byte[] bytes(SecretAccess access) {
    if (closed) {
      throw new IllegalStateException("a secret was used after it was wiped");
    }
    return bytes;
  }

  /** A copy that is closed on its own. */
  public Secret copy() {
    return copyOf(bytes(SecretAccess.SECRET_ACCESS));
  }

  /**
   * Compares in constant time.
   *
   * @param other another secret
   */
  public boolean sameAs(Secret other) {
    return MessageDigest.isEqual(
        bytes(SecretAccess.SECRET_ACCESS), other.bytes(SecretAccess.SECRET_ACCESS));
  }

  /** Wipes the bytes. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "Secret[" + bytes.length + " bytes]";
  }
}
