// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.spec.SecretKeySpec;

/**
 * Wraps key material under a key: AES-256-KWP (RFC 5649, NIST SP 800-38F).
 *
 * <p>Why this one: it has no nonce, so there is none to repeat after a restart or on a cloned device (L57). The same
 * content wraps to the same bytes, which makes a re-wrap idempotent (L52); two contents under one key are two unrelated
 * ciphertexts. A forger passes with probability 2^-64. Limit: whoever sees two wraps under one key learns whether their
 * contents are equal. Thread-safe.
 */
public final class KeyWrap {
  /** The largest content in bytes: key material and a locator, not records. */
  public static final int MAX_CONTENT_BYTES = 4096;

  private static final int BLOCK_BYTES = 8;
  private static final ThreadLocal<Cipher> CIPHER = ThreadLocal.withInitial(KeyWrap::fresh);

  private KeyWrap() {}

  /**
   * Wraps.
   *
   * @param key 32 bytes
   * @param content 1 to 4,096 bytes
   * @return the content's size rounded up to a multiple of 8, plus 8
   */
  public static byte[] wrap(Secret key, byte[] content) {
    if (content.length < 1 || content.length > MAX_CONTENT_BYTES) {
      throw new IllegalArgumentException("a wrap takes 1 to 4,096 bytes");
    }
    try {
      return initialised(Cipher.ENCRYPT_MODE, key).doFinal(content);
    } catch (IllegalBlockSizeException | BadPaddingException e) {
      throw new IllegalStateException("KWP wraps every size in its limits", e);
    }
  }

  /**
   * Unwraps; empty when wrapped under another key, cut or altered.
   *
   * @param key 32 bytes
   * @param wrapped what {@link #wrap} gave
   */
  public static Optional<Secret> unwrap(Secret key, byte[] wrapped) {
    boolean possible = wrapped.length >= 2 * BLOCK_BYTES
        && wrapped.length <= MAX_CONTENT_BYTES + BLOCK_BYTES
        && wrapped.length % BLOCK_BYTES == 0;
    if (!possible) {
      return Optional.empty();
    }
    try {
      return Optional.of(Secret.owning(initialised(Cipher.DECRYPT_MODE, key).doFinal(wrapped)));
    } catch (IllegalBlockSizeException | BadPaddingException e) {
      return Optional.empty();
    }
  }

  private static Cipher initialised(int mode, Secret key) {
    Cipher cipher = CIPHER.get();
    try {
      cipher.init(mode, new SecretKeySpec(key.bytes(SECRET_ACCESS), "AES"));
      return cipher;
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("a wrapping key has 32 bytes", e);
    }
  }

  private static Cipher fresh() {
    try {
      return Cipher.getInstance("AES/KWP/NoPadding");
    } catch (NoSuchAlgorithmException | NoSuchPaddingException e) {
      throw new IllegalStateException("every JDK from 17 on has AES-KWP", e);
    }
  }
}
