// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gets {@link AesGcm} compiled before the first record is read: deciphering can't be cut into slices, since no byte may
 * leave before the tag was verified. Thread-safe.
 */
public final class CipherWarmUp {
  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private CipherWarmUp() {}

  /**
   * Starts it in the background, once in a process: about 0.2 seconds on a daemon thread, under a key that seals nothing
   * else. It ends early where the process seals enough by itself.
   */
  public static void start() {
    if (STARTED.compareAndSet(false, true)) {
      Thread thread = new Thread(CipherWarmUp::run, "habeas-cipher-warm-up");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void run() {
    AesGcm cipher = new AesGcm(new byte[AesGcm.KEY_BYTES]);
    ByteBuffer plaintext = ByteBuffer.allocate(AesGcm.SLICE_BYTES);
    ByteBuffer sealed = ByteBuffer.allocate(AesGcm.SLICE_BYTES + AesGcm.TAG_BYTES);
    for (int call = 0; AesGcm.isCold(); call++) {
      byte[] nonce = ByteBuffer.allocate(AesGcm.NONCE_BYTES).putInt(call).array();
      cipher.seal(nonce, new byte[0], plaintext.rewind(), sealed.clear());
    }
  }
}
