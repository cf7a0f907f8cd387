// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

/**
 * A public key by which a note is believed, whatever its algorithm: {@code name+hex key id+base64(type ‖ key)}, the form
 * that Go's {@code note} package gave it.
 *
 * <p>Types: {@code 0x01} Ed25519 ({@link VerifierKey}); {@code 0x04} Ed25519 and {@code 0x06} ML-DSA-44 cosignatures
 * ({@link CosignerKey}). Every other type is refused. Source: C2SP signed-note and tlog-cosignature. Immutable.
 */
public sealed interface NoteKey permits VerifierKey, CosignerKey {
  /**
   * Reads a key that the JDK alone can use, which is every type but ML-DSA-44.
   *
   * @param text as {@code toString()} writes it
   */
  static NoteKey parse(String text) {
    KeyText key = KeyText.parse(text);
    return key.type() == KeyText.ED25519 ? VerifierKey.of(key) : CosignerKey.of(key, null);
  }

  /**
   * Reads a key of any type.
   *
   * @param text as {@code toString()} writes it
   * @param mlDsa44 who computes ML-DSA-44
   */
  static NoteKey parse(String text, MlDsa44 mlDsa44) {
    KeyText key = KeyText.parse(text);
    return key.type() == KeyText.ED25519 ? VerifierKey.of(key) : CosignerKey.of(key, mlDsa44);
  }

  /** The key's name; for a log, its origin. */
  String name();

  /** The four bytes that signature lines carry. */
  int keyId();

  /** A copy of the public key's bytes, without the type. */
  byte[] publicKey();

  /**
   * Whether this key signed the note, all of its text. A line of this name and key id that does not verify spoils the
   * note; lines of other keys are ignored.
   *
   * @param note any note
   */
  boolean signed(SignedNote note);
}
