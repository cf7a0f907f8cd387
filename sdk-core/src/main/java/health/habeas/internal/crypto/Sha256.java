// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4), always under a {@link Domain} or over a structure that has its own prefix. Thread-safe. */
public final class Sha256 {
  /** The size of a digest in bytes. */
  public static final int SIZE_BYTES = 32;

  private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Sha256::fresh);

  private Sha256() {}

  /**
   * The digest of the domain string followed by the parts. The parts are not length-prefixed: callers pass parts of
   * fixed size, or at most one of variable size, in last place.
   *
   * @param domain separates this use from every other
   * @param parts what to hash, in order
   */
  public static byte[] of(Domain domain, byte[]... parts) {
    MessageDigest digest = DIGEST.get();
    digest.update(domain.bytes());
    return finish(digest, parts);
  }

  /**
   * The digest of the parts, without a domain.
   *
   * @param parts what to hash, in order
   */
  public static byte[] of(byte[]... parts) {
    return finish(DIGEST.get(), parts);
  }

  /**
   * The digest of what remains of a buffer, without a domain; the buffer stays as it is.
   *
   * @param content what to hash
   */
  public static byte[] of(ByteBuffer content) {
    MessageDigest digest = DIGEST.get();
    digest.update(content.duplicate());
    return digest.digest();
  }

  /**
   * The digest of a prefix of fixed size and some bytes of an array, which are not copied.
   *
   * @param prefix what is hashed first
   * @param array holds the rest
   * @param from its first byte
   * @param length how many
   */
  public static byte[] of(byte[] prefix, byte[] array, int from, int length) {
    MessageDigest digest = DIGEST.get();
    digest.update(prefix);
    digest.update(array, from, length);
    return digest.digest();
  }

  private static byte[] finish(MessageDigest digest, byte[]... parts) {
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  private static MessageDigest fresh() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
