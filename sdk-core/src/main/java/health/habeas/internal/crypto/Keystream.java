// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Filling that nobody tells from sealed bytes: AES-256-CTR (NIST SP 800-38A) over zeros, under a key that is drawn for it and
 * forgotten. The platform's generator would take a millisecond for 64 KiB. Thread-safe.
 */
public final class Keystream {
  private static final int KEY_BYTES = 32;
  private static final int BLOCK_BYTES = 16;

  private Keystream() {}

  /**
   * Fills what remains of a buffer; what is there already is masked.
   *
   * @param random for the key; injected only in tests
   * @param room written to its limit
   */
  public static void fill(SecureRandom random, ByteBuffer room) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new IvParameterSpec(new byte[BLOCK_BYTES]));
      cipher.doFinal(room.duplicate(), room);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-CTR", e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}
