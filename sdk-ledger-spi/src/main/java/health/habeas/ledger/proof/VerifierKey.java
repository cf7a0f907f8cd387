// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * The public half of an Ed25519 note key, type {@code 0x01}: {@code name+hex key id+base64(0x01 ‖ key)}.
 *
 * <p>Guarantee: {@link #signed} is true only for an Ed25519 signature of this name, key id and key over the note's exact
 * text. Source: C2SP signed-note, RFC 8032. Immutable.
 */
public final class VerifierKey implements NoteKey {
  private final KeyText text;
  private final int keyId;
  private final PublicKey key;

  private VerifierKey(KeyText text, PublicKey key) {
    this.text = text;
    this.keyId = text.id();
    this.key = key;
  }

  /**
   * Reads a verifier key.
   *
   * @param text as {@link #toString()} writes it
   */
  public static VerifierKey parse(String text) {
    return of(KeyText.parse(text));
  }

  /**
   * A verifier key from its parts.
   *
   * @param name without spaces or plus signs
   * @param publicKey 32 bytes of Ed25519; copied
   */
  public static VerifierKey of(String name, byte[] publicKey) {
    return of(new KeyText(name, KeyText.ED25519, publicKey.clone()));
  }

  static VerifierKey of(KeyText text) {
    if (text.type() != KeyText.ED25519) {
      throw invalid("the verifier key is not an Ed25519 key", null);
    }
    return new VerifierKey(text, ed25519(text.key()));
  }

  static PublicKey ed25519(byte[] encoded) {
    if (encoded.length != Ed25519.KEY_BYTES) {
      throw invalid("an Ed25519 key has 32 bytes, and this has " + encoded.length, null);
    }
    try {
      return Ed25519.publicKey(encoded);
    } catch (GeneralSecurityException e) {
      throw invalid("the verifier key is not a point of the curve", e);
    }
  }

  @Override
  public String name() {
    return text.name();
  }

  @Override
  public int keyId() {
    return keyId;
  }

  @Override
  public byte[] publicKey() {
    return text.key().clone();
  }

  @Override
  public boolean signed(SignedNote note) {
    byte[] message = note.text().getBytes(StandardCharsets.UTF_8);
    return note.signature(name(), keyId)
        .filter(line -> Ed25519.verify(key, message, line.signature()))
        .isPresent();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifierKey that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** The text form, which is public. */
  @Override
  public String toString() {
    return text.toString();
  }

  static LedgerException invalid(String what, @Nullable Throwable cause) {
    return new LedgerException.Integrity(LedgerErrorCode.KEY_INVALID, what, cause);
  }
}
