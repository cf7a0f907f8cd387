// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What one salt derives from a data key and a share key: the cipher, the base of the nonces and the commitment. The whole
 * name of the construction enters, so that no bytes open as another one's. Wiped when closed.
 */
final class SealKeys implements AutoCloseable {
  static final int SALT_BYTES = 32;
  static final int COMMITMENT_BYTES = 32;

  private static final int NONCE_FROM = AesGcm.KEY_BYTES;
  private static final int COMMITMENT_FROM = NONCE_FROM + AesGcm.NONCE_BYTES;
  private static final int SIZE_BYTES = COMMITMENT_FROM + COMMITMENT_BYTES;

  private final AesGcm cipher;
  private final byte[] material;

  private SealKeys(byte[] material) {
    this.cipher = new AesGcm(Arrays.copyOf(material, AesGcm.KEY_BYTES));
    this.material = material;
  }

  /**
   * Derives.
   *
   * @param suite the construction's whole name
   * @param binding keys and context
   * @param salt 32 bytes, fresh for each seal
   */
  static SealKeys derive(String suite, SealBinding binding, byte[] salt) {
    byte[] name = suite.getBytes(StandardCharsets.US_ASCII);
    byte[] info = Bytes.concat(Domain.OBJECT.bytes(), name, Sha256.of(binding.context()));
    byte[] both = Bytes.concat(keyBytes(binding.dek()), keyBytes(binding.shareKey()));
    byte[] material = Hkdf.expandRaw(both, salt, info, SIZE_BYTES);
    Arrays.fill(both, (byte) 0);
    return new SealKeys(material);
  }

  AesGcm cipher() {
    return cipher;
  }

  byte[] commitment() {
    return Arrays.copyOfRange(material, COMMITMENT_FROM, SIZE_BYTES);
  }

  /** Compares in constant time, before any AEAD call: GCM alone opens one ciphertext under two keys. */
  boolean isCommittedTo(byte[] claimed) {
    return MessageDigest.isEqual(claimed, commitment());
  }

  /** base ⊕ be96(i); the first four bytes of be96(i) are zero. */
  byte[] nonce(long segment) {
    byte[] nonce = Arrays.copyOfRange(material, NONCE_FROM, COMMITMENT_FROM);
    ByteBuffer low =
        ByteBuffer.wrap(nonce, AesGcm.NONCE_BYTES - Long.BYTES, Long.BYTES).slice();
    low.putLong(0, low.getLong(0) ^ segment);
    return nonce;
  }

  private static byte[] keyBytes(Secret key) {
    byte[] bytes = key.bytes(SECRET_ACCESS);
    if (bytes.length != SealBinding.KEY_BYTES) {
      throw new IllegalArgumentException("a key needs 32 bytes");
    }
    return bytes;
  }

  @Override
  public void close() {
    Arrays.fill(material, (byte) 0);
  }
}
