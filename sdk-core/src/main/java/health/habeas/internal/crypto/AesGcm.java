// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.function.BooleanSupplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM (NIST SP 800-38D) with a 12-byte nonce and a 16-byte tag, by the platform's provider: BouncyCastle would
 * be forty times slower here.
 *
 * <p>The caller never repeats a nonce under one key. It commits to no key: {@link Sealing} adds that. Thread-safe.
 */
final class AesGcm {
  static final int KEY_BYTES = 32;
  static final int NONCE_BYTES = 12;
  static final int TAG_BYTES = 16;

  // One cipher a thread: to create one costs more than to seal a small record.
  private static final ThreadLocal<Cipher> CIPHER = ThreadLocal.withInitial(AesGcm::cipher);

  // HotSpot compiles the cipher after so many calls, however long they are: a few large ones would
  // stay interpreted, at a fiftieth of the speed, for a quarter of a gigabyte. So large ones are
  // cut into slices until CipherWarmUp is through; the ciphertext is the same.
  static final int SLICE_BYTES = 1024;
  private static volatile boolean cold = true;

  private final SecretKeySpec key;
  private final BooleanSupplier slices;

  /**
   * With one key.
   *
   * @param key 32 bytes, copied
   */
  AesGcm(byte[] key) {
    this(key, AesGcm::isCold);
  }

  AesGcm(byte[] key, BooleanSupplier slices) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("AES-256 needs 32 bytes");
    }
    this.key = new SecretKeySpec(key, "AES");
    this.slices = slices;
  }

  /**
   * Appends ciphertext and tag of all that remains of the plaintext.
   *
   * @param nonce 12 bytes, never used before under this key
   * @param associated what else is authenticated
   * @param plaintext read to its limit
   * @param sealed written to
   */
  void seal(byte[] nonce, byte[] associated, ByteBuffer plaintext, ByteBuffer sealed) {
    try {
      Cipher cipher = start(Cipher.ENCRYPT_MODE, nonce, associated);
      int end = plaintext.limit();
      while (plaintext.remaining() > SLICE_BYTES && slices.getAsBoolean()) {
        cipher.update(plaintext.limit(plaintext.position() + SLICE_BYTES), sealed);
        plaintext.limit(end);
      }
      cipher.doFinal(plaintext, sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM could not encrypt", e);
    }
  }

  /**
   * Appends the plaintext of all that remains of the ciphertext; false, and nothing that may be used, if it was altered.
   *
   * @param nonce 12 bytes
   * @param associated what else was authenticated
   * @param sealed ciphertext and tag, read to its limit
   * @param plaintext written to
   */
  boolean open(byte[] nonce, byte[] associated, ByteBuffer sealed, ByteBuffer plaintext) {
    try {
      Cipher cipher = start(Cipher.DECRYPT_MODE, nonce, associated);
      cipher.doFinal(sealed, plaintext);
      return true;
    } catch (AEADBadTagException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM could not decrypt", e);
    }
  }

  /** Whether large messages are cut into slices. */
  static boolean isCold() {
    return cold;
  }

  /** From now on nothing is cut into slices. */
  static void warm() {
    cold = false;
  }

  private Cipher start(int mode, byte[] nonce, byte[] associated) throws GeneralSecurityException {
    if (nonce.length != NONCE_BYTES) {
      throw new IllegalArgumentException("the nonce needs 12 bytes");
    }
    Cipher cipher = CIPHER.get();
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
    cipher.updateAAD(associated);
    return cipher;
  }

  private static Cipher cipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (java.security.NoSuchAlgorithmException | NoSuchPaddingException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }
}
