// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AesGcmTest {
  private static final byte[] KEY = random(32);
  private static final byte[] ASSOCIATED = random(10);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1023, 1024, 1025, 2048, 2049, 65_519, 65_520})
  void aColdCipherGivesTheSameCiphertext(int size) throws GeneralSecurityException {
    byte[] plaintext = random(size);
    AtomicInteger left = new AtomicInteger(10);
    assertSeals(plaintext, 1, () -> true);
    assertSeals(plaintext, 2, () -> left.getAndDecrement() > 0);
    assertSeals(plaintext, 3, () -> false);
  }

  /** With a nonce of its own: the platform's cipher refuses one that it had before. */
  private static void assertSeals(byte[] plaintext, int number, BooleanSupplier cold)
      throws GeneralSecurityException {
    byte[] nonce =
        ByteBuffer.allocate(12).putInt(plaintext.length).putInt(number).array();
    ByteBuffer in = ByteBuffer.wrap(plaintext);
    ByteBuffer out = ByteBuffer.allocate(plaintext.length + AesGcm.TAG_BYTES);
    new AesGcm(KEY, cold).seal(nonce, ASSOCIATED, in, out);
    assertThat(in.remaining()).isZero();
    assertThat(out.remaining()).isZero();
    assertThat(out.array()).isEqualTo(sealedByThePlatform(nonce, plaintext));
  }

  private static byte[] sealedByThePlatform(byte[] nonce, byte[] plaintext)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    GCMParameterSpec spec = new GCMParameterSpec(128, nonce);
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"), spec);
    cipher.updateAAD(ASSOCIATED);
    return cipher.doFinal(plaintext);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(53).nextBytes(bytes);
    return bytes;
  }

  @Test
  void nothingIsCutIntoSlicesAfterTheWarmUp() {
    CipherWarmUp.run();
    assertThat(AesGcm.isCold()).isFalse();
  }
}
