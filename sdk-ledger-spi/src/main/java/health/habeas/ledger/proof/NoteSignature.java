// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * One signature line of a C2SP signed note: who says to have signed, with which key, and the signature itself. Immutable.
 *
 * @param name the key's name
 * @param keyId the first four bytes of the key's hash
 * @param signature the bytes of the algorithm that the key stands for; copied
 */
public record NoteSignature(String name, int keyId, byte[] signature) {
  private static final String DASH = "\u2014 ";
  private static final int KEY_ID_BYTES = 4;

  /** Checks the name and copies the bytes. */
  public NoteSignature {
    if (!isName(name)) {
      throw malformed();
    }
    signature = signature.clone();
  }

  static boolean isName(String name) {
    return !name.isEmpty()
        && Utf8Text.isEncodable(name)
        && name.chars()
            .noneMatch(
                c -> c < 0x20 || c == '+' || Character.isSpaceChar(c) || Character.isWhitespace(c));
  }

  static NoteSignature parse(String line) {
    String[] fields =
        line.startsWith(DASH) ? line.substring(DASH.length()).split(" ", -1) : new String[0];
    if (fields.length != 2) {
      throw malformed();
    }
    byte[] blob = Base64Text.decode(fields[1]);
    if (blob.length <= KEY_ID_BYTES) {
      throw malformed();
    }
    byte[] signature = Arrays.copyOfRange(blob, KEY_ID_BYTES, blob.length);
    return new NoteSignature(fields[0], ByteBuffer.wrap(blob).getInt(), signature);
  }

  String line() {
    ByteBuffer blob =
        ByteBuffer.allocate(KEY_ID_BYTES + signature.length).putInt(keyId).put(signature);
    return DASH + name + ' ' + Base64.getEncoder().encodeToString(blob.array());
  }

  /** A copy of the signature's bytes. */
  @Override
  public byte[] signature() {
    return signature.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NoteSignature that && line().equals(that.line());
  }

  @Override
  public int hashCode() {
    return line().hashCode();
  }

  /** The line as it stands in the note. */
  @Override
  public String toString() {
    return line();
  }

  private static LedgerException malformed() {
    return new LedgerException.Integrity(
        LedgerErrorCode.NOTE_MALFORMED, "a signature line of a note is not of the C2SP form");
  }
}
