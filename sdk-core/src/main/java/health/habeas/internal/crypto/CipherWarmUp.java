// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gets {@link AesGcm} compiled before the first record is read: deciphering can't be cut into slices, since no byte may
 * leave before the tag was verified.
 *
 * <p>HotSpot drops what it compiled when a call takes a way that none took before, and compiles again after thousands of
 * calls more: at a few large calls a second, that is a minute at a fifteenth of the speed. So the sizes differ, from none
 * to several slices. Thread-safe.
 */
public final class CipherWarmUp {
  private static final AtomicBoolean STARTED = new AtomicBoolean();
  private static final int CALLS = 16_000;
  private static final int MAX_ASSOCIATED_BYTES = 40;
  private static final int[] SIZES = {1024, 1, 0, 1000, 16, 2048, 33, 4096};

  private CipherWarmUp() {}

  /**
   * Starts it in the background, once in a process: about 0.3 seconds on a daemon thread, under a key that seals nothing
   * else.
   */
  public static void start() {
    if (STARTED.compareAndSet(false, true)) {
      Thread thread = new Thread(CipherWarmUp::run, "habeas-cipher-warm-up");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** The same, on the caller's thread: for a measurement. Nothing is cut into slices afterwards. */
  public static void run() {
    try {
      sealAndOpen();
    } finally {
      AesGcm.warm();
    }
  }

  private static void sealAndOpen() {
    // every third message in slices, as a cold process seals them
    AtomicInteger calls = new AtomicInteger();
    AesGcm cipher = new AesGcm(new byte[AesGcm.KEY_BYTES], () -> calls.get() % 3 == 0);
    ByteBuffer plaintext = ByteBuffer.allocate(4096);
    ByteBuffer sealed = ByteBuffer.allocate(4096 + AesGcm.TAG_BYTES);
    for (int call = 0; call < CALLS; call = calls.incrementAndGet()) {
      byte[] nonce = ByteBuffer.allocate(AesGcm.NONCE_BYTES).putInt(call).array();
      byte[] associated = new byte[call % MAX_ASSOCIATED_BYTES];
      plaintext.clear().limit(SIZES[call % SIZES.length]);
      cipher.seal(nonce, associated, plaintext, sealed.clear());
      cipher.open(nonce, associated, sealed.flip(), plaintext.clear());
    }
  }
}
