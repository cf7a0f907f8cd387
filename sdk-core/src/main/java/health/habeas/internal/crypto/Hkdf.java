// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import java.util.Arrays;

/** HKDF-SHA-256 (RFC 5869), over the JDK's HMAC: half the time of BouncyCastle's on small inputs. Thread-safe. */
public final class Hkdf {
  private static final byte[] NO_SALT = new byte[Hmac.SIZE_BYTES];
  private static final byte[] FIRST_BLOCK = {1};
  private static final int MAX_BLOCKS = 255;

  private Hkdf() {}

  /**
   * Derives 32 bytes for one purpose: extract without salt, expand with {@code domain ‖ context}.
   *
   * @param key the input key material
   * @param domain separates this use from every other
   * @param context what else the key is bound to; fixed-size parts, at most the last one variable
   */
  public static Secret derive(Secret key, Domain domain, byte[]... context) {
    try (Secret extracted = extract(key)) {
      return expand(extracted, domain, context);
    }
  }

  /**
   * The first half of {@link #derive}, for a caller that derives many keys from one.
   *
   * @param key the input key material
   */
  public static Secret extract(Secret key) {
    return Secret.owning(Hmac.raw(NO_SALT, key.bytes(SECRET_ACCESS)));
  }

  /**
   * The second half of {@link #derive}.
   *
   * @param extracted what {@link #extract} gave
   * @param domain separates this use from every other
   * @param context what else the key is bound to; fixed-size parts, at most the last one variable
   */
  public static Secret expand(Secret extracted, Domain domain, byte[]... context) {
    // RFC 5869, section 2.3: of one block, the first has nothing before it
    byte[] info = Bytes.concat(domain.bytes(), Bytes.concat(context));
    return Secret.owning(Hmac.raw(extracted.bytes(SECRET_ACCESS), info, FIRST_BLOCK));
  }

  /**
   * The whole of RFC 5869, for the few callers with a salt or another length.
   *
   * @param ikm input key material
   * @param salt may be empty
   * @param info may be empty
   * @param sizeBytes 1 to 8,160
   */
  public static byte[] expandRaw(byte[] ikm, byte[] salt, byte[] info, int sizeBytes) {
    if (sizeBytes < 1 || sizeBytes > MAX_BLOCKS * Hmac.SIZE_BYTES) {
      throw new IllegalArgumentException("HKDF-SHA-256 gives 1 to 8,160 bytes");
    }
    // RFC 5869, section 2.2: no salt is a string of zeros of the hash's size
    byte[] pseudorandomKey = Hmac.raw(salt.length == 0 ? NO_SALT : salt, ikm);
    byte[] out = new byte[sizeBytes];
    byte[] block = {};
    for (int at = 0, counter = 1; at < sizeBytes; at += Hmac.SIZE_BYTES, counter++) {
      byte[] next = Hmac.raw(pseudorandomKey, block, info, new byte[] {(byte) counter});
      Arrays.fill(block, (byte) 0);
      block = next;
      System.arraycopy(block, 0, out, at, Math.min(Hmac.SIZE_BYTES, sizeBytes - at));
    }
    Arrays.fill(block, (byte) 0);
    Arrays.fill(pseudorandomKey, (byte) 0);
    return out;
  }
}
