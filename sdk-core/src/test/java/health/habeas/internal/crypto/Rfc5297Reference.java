// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * AES-SIV once more, written from RFC 5297 over BouncyCastle's CMAC and counter mode.
 *
 * @param key both halves, 32, 48 or 64 bytes
 */
public record Rfc5297Reference(byte[] key) {
  private static final int BLOCK_BYTES = 16;

  /**
   * Section 2.6, with one string of associated data.
   *
   * @param associated bound, not stored
   * @param content at least one byte
   */
  public byte[] seal(byte[] associated, byte[] content) {
    byte[] tag = s2v(associated, content);
    byte[] counter = tag.clone();
    counter[8] &= 0x7f;
    counter[12] &= 0x7f;
    var stream = SICBlockCipher.newInstance(AESEngine.newInstance());
    KeyParameter second = new KeyParameter(key, key.length / 2, key.length / 2);
    stream.init(true, new ParametersWithIV(second, counter));
    byte[] out = Arrays.copyOf(tag, BLOCK_BYTES + content.length);
    stream.processBytes(content, 0, content.length, out, BLOCK_BYTES);
    return out;
  }

  /** Section 2.4. */
  private byte[] s2v(byte[] associated, byte[] content) {
    byte[] sum = doubled(cmac(new byte[BLOCK_BYTES]));
    xor(sum, cmac(associated), 0);
    byte[] last;
    if (content.length >= BLOCK_BYTES) {
      last = content.clone();
      xor(last, sum, content.length - BLOCK_BYTES);
    } else {
      last = Arrays.copyOf(content, BLOCK_BYTES);
      last[content.length] = (byte) 0x80;
      xor(last, doubled(sum), 0);
    }
    return cmac(last);
  }

  private byte[] cmac(byte[] message) {
    CMac mac = new CMac(AESEngine.newInstance());
    mac.init(new KeyParameter(key, 0, key.length / 2));
    mac.update(message, 0, message.length);
    byte[] out = new byte[BLOCK_BYTES];
    mac.doFinal(out, 0);
    return out;
  }

  private static byte[] doubled(byte[] block) {
    byte[] out = new byte[BLOCK_BYTES];
    for (int i = 0; i < BLOCK_BYTES; i++) {
      int next = i + 1 < BLOCK_BYTES ? (block[i + 1] & 0xff) >>> 7 : 0;
      out[i] = (byte) (block[i] << 1 | next);
    }
    out[BLOCK_BYTES - 1] ^= (byte) (block[0] < 0 ? 0x87 : 0);
    return out;
  }

  private static void xor(byte[] into, byte[] block, int at) {
    for (int i = 0; i < block.length; i++) {
      into[at + i] ^= block[i];
    }
  }
}
