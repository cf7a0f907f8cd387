// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** The text of a public note key, whatever its algorithm: {@code name+hex key id+base64(type ‖ key)}. */
record KeyText(String name, byte type, byte[] key) {
  static final byte ED25519 = 0x01;
  static final byte ED25519_COSIGNATURE = 0x04;
  static final byte ML_DSA_44_COSIGNATURE = 0x06;

  KeyText {
    if (!NoteSignature.isName(name)) {
      throw VerifierKey.invalid("a verifier key has a name without spaces or plus signs", null);
    }
  }

  static KeyText parse(String text) {
    String[] fields = text.split("\\+", 3);
    if (fields.length != 3) {
      throw VerifierKey.invalid("a verifier key has the form name+id+key", null);
    }
    byte[] typed = Base64Text.decode(fields[2]);
    if (typed.length == 0) {
      throw VerifierKey.invalid("a verifier key names no algorithm", null);
    }
    KeyText key = new KeyText(fields[0], typed[0], Arrays.copyOfRange(typed, 1, typed.length));
    if (!key.toString().equals(text)) {
      throw VerifierKey.invalid("the verifier key's id does not belong to its name and key", null);
    }
    return key;
  }

  /** The first four bytes of {@code SHA-256(name ‖ 0x0A ‖ type ‖ key)}. */
  int id() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((name + '\n').getBytes(StandardCharsets.UTF_8));
      digest.update(type);
      return ByteBuffer.wrap(digest.digest(key)).getInt();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static String typed(byte type, byte[] key) {
    byte[] typed = ByteBuffer.allocate(1 + key.length).put(type).put(key).array();
    return Base64.getEncoder().encodeToString(typed);
  }

  @Override
  public String toString() {
    return name + '+' + HexFormat.of().toHexDigits(id()) + '+' + typed(type, key);
  }
}
