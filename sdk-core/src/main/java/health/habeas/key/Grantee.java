// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hpke;
import health.habeas.internal.crypto.MlDsa65;
import health.habeas.internal.crypto.SignatureScheme;
import health.habeas.internal.crypto.Signer;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import java.util.Arrays;
import java.util.Optional;

/**
 * A holder's card: its name, the keys that grants name, and the key that keyboxes are sealed to, signed by all of the first.
 *
 * <p>Guarantee: whoever made the card holds the signing keys, and chose this sealing key. Not checked here: that the name
 * is true; ask a directory, or the person across the desk. Equal when the bytes are. Immutable.
 *
 * <p>A holder whose custody has no ML-DSA-65 has a card for suite S1 alone; {@link #key(Suite)} says so.
 *
 * <p>Errors: {@code GRANTEE_INVALID}. Source: {@code docs/spec/keys.md}, "Grantee card".
 */
public final class Grantee {
  private static final int MAX_NAME_CHARS = 120;

  private final String name;
  private final VerifyKey key;
  private final Optional<HybridKey> hybridKey;
  private final byte[] sealingKey;
  private final byte[] bytes;

  private Grantee(
      String name, VerifyKey key, Optional<HybridKey> hybridKey, byte[] sealingKey, byte[] bytes) {
    this.name = name;
    this.key = key;
    this.hybridKey = hybridKey;
    this.sealingKey = sealingKey;
    this.bytes = bytes;
  }

  static Grantee sign(GuardedHandle handle) {
    String name = checkedName(handle.use(KeyHandle::name));
    VerifyKey key = handle.use(KeyHandle::key);
    Optional<HybridKey> hybridKey = handle.hybridKey();
    byte[] sealingKey = handle.use(KeyHandle::sealingKey);
    CborWriter out = new CborWriter().map(hybridKey.isPresent() ? 4 : 3);
    out.key(1).text(name).key(2).bytes(key.bytes()).key(3).bytes(sealingKey);
    hybridKey.ifPresent(both -> out.key(4).bytes(both.mlDsa65()));
    Signer signer = handle.signer(hybridKey.isPresent() ? Suite.S2 : Suite.S1);
    byte[] bytes = CoseSign1.sign(signer, Domain.GRANTEE, out.toBytes()).toBytes();
    return new Grantee(name, key, hybridKey, sealingKey, bytes);
  }

  /**
   * Reads a card and verifies it.
   *
   * @param bytes what {@link #bytes()} gave
   */
  public static Grantee parse(byte[] bytes) {
    SignatureScheme scheme = SignatureScheme.of(bytes);
    CoseSign1 card = CoseSign1.parse(bytes, scheme, ErrorCode.GRANTEE_INVALID);
    CborReader in = CborReader.of(card.payload(), ErrorCode.GRANTEE_INVALID);
    boolean hybrid = scheme == SignatureScheme.ED25519_AND_ML_DSA_65;
    in.mapOf(hybrid ? 4 : 3); // an ML-DSA-65 key that did not sign is none
    String name = checkedName(in.key(1).text(4 * MAX_NAME_CHARS));
    VerifyKey key = new VerifyKey(in.key(2).bytesOf(VerifyKey.SIZE_BYTES));
    byte[] sealingKey = in.key(3).bytesOf(Hpke.PUBLIC_KEY_BYTES);
    Optional<HybridKey> hybridKey = hybrid
        ? Optional.of(new HybridKey(key.bytes(), in.key(4).bytesOf(MlDsa65.PUBLIC_KEY_BYTES)))
        : Optional.empty();
    in.end();
    if (!Hpke.isPublicKey(sealingKey)) {
      throw in.refusal("a sealing key that nobody can open");
    }
    byte[] signedBy = hybridKey.map(HybridKey::bytes).orElseGet(key::bytes);
    if (!card.verify(signedBy, Domain.GRANTEE)) {
      throw in.refusal("a card that its own keys did not sign");
    }
    return new Grantee(name, key, hybridKey, sealingKey, bytes.clone());
  }

  /** The name as the holder wrote it, 1 to 120 characters, all of them visible or a space. */
  public String name() {
    return name;
  }

  /** The key that a grant of suite S1 names; it also signs what the holder writes. */
  public VerifyKey key() {
    return key;
  }

  /**
   * The key that a grant of this suite names; {@code SUITE_UNSUPPORTED} where the card has none.
   *
   * @param suite the vault's
   */
  public VerifyKey key(Suite suite) {
    return switch (suite) {
      case S1 -> key;
      case S2 ->
        hybridKey
            .map(HybridKey::id)
            .orElseThrow(() -> new InvalidInputException(
                ErrorCode.SUITE_UNSUPPORTED, "the card of this holder has no ML-DSA-65 key"));
    };
  }

  /** Both public keys of suite S2, where the holder has them. */
  public Optional<HybridKey> hybridKey() {
    return hybridKey;
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
