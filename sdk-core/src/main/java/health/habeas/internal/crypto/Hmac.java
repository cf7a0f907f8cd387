// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 (RFC 2104, FIPS 198-1) with the JDK's implementation, one instance a thread: walking a day tree takes
 * seventeen of these, so they must be cheap. Limit: the JDK keeps a copy of the last key of each thread. Thread-safe.
 */
public final class Hmac {
  /** One key for many tags: it is prepared once. Not thread-safe; when closed it forgets its key. */
  public static final class Keyed implements AutoCloseable {
    private final Mac mac = fresh();

    /** @param key at least one byte, still owned by the caller */
    public Keyed(Secret key) {
      start(mac, key.bytes(SECRET_ACCESS));
    }

    /**
     * The tag over all parts, one after the other.
     *
     * @param parts fixed-size parts, at most the last one variable
     */
    public byte[] of(byte[]... parts) {
      return finish(mac, parts);
    }

    /** The JDK's copy of the key gives way to another one. */
    @Override
    public void close() {
      start(mac, new byte[1]);
    }
  }

  /** The size of a tag in bytes. */
  public static final int SIZE_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final ThreadLocal<Mac> MAC = ThreadLocal.withInitial(Hmac::fresh);

  private Hmac() {}

  /**
   * The tag over all parts, one after the other.
   *
   * @param key at least one byte
   * @param parts fixed-size parts, at most the last one variable
   */
  public static byte[] of(Secret key, byte[]... parts) {
    return raw(key.bytes(SECRET_ACCESS), parts);
  }

  static byte[] raw(byte[] key, byte[]... parts) {
    Mac mac = MAC.get();
    start(mac, key);
    return finish(mac, parts);
  }

  private static void start(Mac mac, byte[] key) {
    try {
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("HMAC takes every key", e);
    }
  }

  private static byte[] finish(Mac mac, byte[]... parts) {
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  private static Mac fresh() {
    try {
      return Mac.getInstance(ALGORITHM);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    }
  }
}
