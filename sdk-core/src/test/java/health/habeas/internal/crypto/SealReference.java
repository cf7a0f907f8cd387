// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The format of docs/spec/shards.md, section 1, a second time and from the JDK alone; seals any frame, also a wrong one. */
final class SealReference {
  private static final int SEGMENT = 65_520;

  private SealReference() {}

  static byte[] frame(int algorithm, byte[] plaintext, int paddedBytes) {
    return ByteBuffer.allocate(paddedBytes)
        .put((byte) algorithm)
        .putLong(plaintext.length)
        .put(plaintext)
        .array();
  }

  /** Keys are the DEK followed by the share key, 64 bytes. */
  static byte[] seal(byte[] keys, byte[] salt, byte[] context, byte[] frame) {
    try {
      Keys derived = keys("habeas-seal-a256gcm-hkdfsha256/1", keys, salt, context);
      ByteArrayOutputStream sealed = new ByteArrayOutputStream();
      sealed.writeBytes(salt);
      sealed.writeBytes(derived.commitment());
      int segments = (frame.length + SEGMENT - 1) / SEGMENT;
      for (int i = 0; i < segments; i++) {
        int to = Math.min(frame.length, (i + 1) * SEGMENT);
        byte[] segment = Arrays.copyOfRange(frame, i * SEGMENT, to);
        int last = i == segments - 1 ? 1 : 0;
        sealed.writeBytes(derived.segment(i, segment, last, lengthClass(frame)));
      }
      return sealed.toByteArray();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** What a salt derives. */
  record Keys(byte[] material) {
    byte[] commitment() {
      return Arrays.copyOfRange(material, 44, 76);
    }

    /** Sealed with be64(index) and these bytes as associated data. */
    byte[] segment(int index, byte[] segment, int... flags) throws GeneralSecurityException {
      byte[] nonce = Arrays.copyOfRange(material, 32, 44);
      byte[] be96 = ByteBuffer.allocate(12).putInt(0).putLong(index).array();
      for (int b = 0; b < nonce.length; b++) {
        nonce[b] ^= be96[b];
      }
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(material, 0, 32, "AES"),
          new GCMParameterSpec(128, nonce));
      cipher.updateAAD(ByteBuffer.allocate(8).putLong(index).array());
      for (int flag : flags) {
        cipher.updateAAD(new byte[] {(byte) flag});
      }
      return cipher.doFinal(segment);
    }
  }

  private static int lengthClass(byte[] frame) {
    return switch (frame.length) {
      case 256 -> 0;
      case 1024 -> 1;
      case 4096 -> 2;
      case 16_384 -> 3;
      default -> 4;
    };
  }

  /** Keys are the DEK followed by the share key, 64 bytes. */
  static Keys keys(String suite, byte[] keys, byte[] salt, byte[] context)
      throws GeneralSecurityException {
    byte[] prk = hmac(salt, keys);
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    info.writeBytes(("habeas/object/1" + suite).getBytes(StandardCharsets.US_ASCII));
    info.writeBytes(MessageDigest.getInstance("SHA-256").digest(context));
    ByteArrayOutputStream material = new ByteArrayOutputStream();
    byte[] block = new byte[0];
    for (int i = 1; i <= 3; i++) {
      block = hmac(prk, Bytes.concat(block, info.toByteArray(), new byte[] {(byte) i}));
      material.writeBytes(block);
    }
    return new Keys(material.toByteArray());
  }

  private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }
}
