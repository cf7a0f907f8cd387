// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The public half of a note key, in the text form of Go's {@code note} package: {@code name+hex key id+base64(0x01 ‖ key)}.
 *
 * <p>Guarantee: {@link #signed} is true only for an Ed25519 signature of this name, key id and key over the note's exact
 * text. Source: C2SP signed-note, RFC 8032. Immutable.
 */
public final class VerifierKey {
  static final byte ED25519_TYPE = 1;

  private final String name;
  private final int keyId;
  private final byte[] encoded;
  private final PublicKey key;

  private VerifierKey(String name, byte[] encoded, PublicKey key) {
    this.name = name;
    this.keyId = keyId(name, encoded);
    this.encoded = encoded;
    this.key = key;
  }

  /**
   * Reads a verifier key.
   *
   * @param text as {@link #toString()} writes it
   */
  public static VerifierKey parse(String text) {
    String[] fields = text.split("\\+", 3);
    if (fields.length != 3) {
      throw invalid("a verifier key has the form name+id+key", null);
    }
    byte[] typed = Base64Text.decode(fields[2]);
    if (typed.length != 1 + Ed25519.KEY_BYTES || typed[0] != ED25519_TYPE) {
      throw invalid("the verifier key is not an Ed25519 key", null);
    }
    VerifierKey key = of(fields[0], Arrays.copyOfRange(typed, 1, typed.length));
    if (!key.toString().equals(text)) {
      throw invalid("the verifier key's id does not belong to its name and key", null);
    }
    return key;
  }

  /**
   * A verifier key from its parts.
   *
   * @param name without spaces or plus signs
   * @param publicKey 32 bytes of Ed25519; copied
   */
  public static VerifierKey of(String name, byte[] publicKey) {
    if (!NoteSignature.isName(name) || publicKey.length != Ed25519.KEY_BYTES) {
      throw invalid("a verifier key has a name without spaces and 32 key bytes", null);
    }
    try {
      byte[] encoded = publicKey.clone();
      return new VerifierKey(name, encoded, Ed25519.publicKey(encoded));
    } catch (GeneralSecurityException e) {
      throw invalid("the verifier key is not a point of the curve", e);
    }
  }

  /** The key's name; for a log, its origin. */
  public String name() {
    return name;
  }

  /** The four bytes that signature lines carry. */
  public int keyId() {
    return keyId;
  }

  /** A copy of the 32 bytes of the public key. */
  public byte[] publicKey() {
    return encoded.clone();
  }

  /**
   * Whether this key signed the note. A line with this name and key id that does not verify spoils the whole note.
   *
   * @param note any note
   */
  public boolean signed(SignedNote note) {
    byte[] message = note.text().getBytes(StandardCharsets.UTF_8);
    boolean found = false;
    for (NoteSignature line : note.signatures()) {
      if (line.keyId() == keyId && line.name().equals(name)) {
        if (!Ed25519.verify(key, message, line.signature())) {
          return false;
        }
        found = true;
      }
    }
    return found;
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
    return name + '+' + HexFormat.of().toHexDigits(keyId) + '+' + typed(encoded);
  }

  static String typed(byte[] key) {
    byte[] typed =
        ByteBuffer.allocate(1 + key.length).put(ED25519_TYPE).put(key).array();
    return Base64.getEncoder().encodeToString(typed);
  }

  private static int keyId(String name, byte[] encoded) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((name + '\n').getBytes(StandardCharsets.UTF_8));
      digest.update(ED25519_TYPE);
      return ByteBuffer.wrap(digest.digest(encoded)).getInt();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static LedgerException invalid(String what, @Nullable Throwable cause) {
    return new LedgerException.Integrity(LedgerErrorCode.KEY_INVALID, what, cause);
  }
}
