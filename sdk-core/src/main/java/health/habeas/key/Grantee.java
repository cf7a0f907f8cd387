// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hpke;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import java.util.Arrays;

/**
 * A holder's card: its name, the key that a grant names, and the key that keyboxes are sealed to, signed by the first.
 *
 * <p>Guarantee: whoever made the card holds the signing key, and chose this sealing key. Not checked here: that the name
 * is true; ask a directory, or the person across the desk. Equal when the bytes are. Immutable.
 *
 * <p>Errors: {@code GRANTEE_INVALID}. Source: {@code docs/spec/keys.md}, "Grantee card".
 */
public final class Grantee {
  private static final int MAX_NAME_CHARS = 120;

  private final String name;
  private final VerifyKey key;
  private final byte[] sealingKey;
  private final byte[] bytes;

  private Grantee(String name, VerifyKey key, byte[] sealingKey, byte[] bytes) {
    this.name = name;
    this.key = key;
    this.sealingKey = sealingKey;
    this.bytes = bytes;
  }

  static Grantee sign(GuardedHandle handle) {
    String name = checkedName(handle.use(KeyHandle::name));
    VerifyKey key = handle.use(KeyHandle::key);
    byte[] sealingKey = handle.use(KeyHandle::sealingKey);
    byte[] payload = new CborWriter()
        .map(3)
        .key(1)
        .text(name)
        .key(2)
        .bytes(key.bytes())
        .key(3)
        .bytes(sealingKey)
        .toBytes();
    byte[] bytes = CoseSign1.sign(handle, Domain.GRANTEE, payload).toBytes();
    return new Grantee(name, key, sealingKey, bytes);
  }

  /**
   * Reads a card and verifies it.
   *
   * @param bytes what {@link #bytes()} gave
   */
  public static Grantee parse(byte[] bytes) {
    CoseSign1 card = CoseSign1.parse(bytes, ErrorCode.GRANTEE_INVALID);
    CborReader in = CborReader.of(card.payload(), ErrorCode.GRANTEE_INVALID);
    in.mapOf(3);
    String name = checkedName(in.key(1).text(4 * MAX_NAME_CHARS));
    VerifyKey key = new VerifyKey(in.key(2).bytesOf(VerifyKey.SIZE_BYTES));
    byte[] sealingKey = in.key(3).bytesOf(Hpke.PUBLIC_KEY_BYTES);
    in.end();
    if (!Hpke.isPublicKey(sealingKey)) {
      throw in.refusal("a sealing key that nobody can open");
    }
    if (!card.verify(key.bytes(), Domain.GRANTEE)) {
      throw in.refusal("a card that its own key did not sign");
    }
    return new Grantee(name, key, sealingKey, bytes.clone());
  }

  /** The name as the holder wrote it, 1 to 120 characters, all of them visible or a space. */
  public String name() {
    return name;
  }

  /** The key that a grant names. */
  public VerifyKey key() {
    return key;
  }

  /** The X-Wing public key that keyboxes are sealed to, 1,216 bytes, a fresh copy. */
  public byte[] sealingKey() {
    return sealingKey.clone();
  }

  /** The signed card, a fresh copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  static String checkedName(String name) {
    boolean shown = name.codePoints().allMatch(Grantee::isShown);
    if (name.isBlank() || name.length() > MAX_NAME_CHARS || !shown) {
      throw new InvalidInputException(
          ErrorCode.GRANTEE_INVALID, "a holder's name has 1 to 120 visible characters");
    }
    return name;
  }

  // Hidden and direction-changing characters can make one name look like another on the patient's
  // screen.
  private static boolean isShown(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR -> false;
      default -> true;
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Grantee grantee && Arrays.equals(bytes, grantee.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The name and the first digits of the key. */
  @Override
  public String toString() {
    return "Grantee[" + name + ", " + key + "]";
  }
}
