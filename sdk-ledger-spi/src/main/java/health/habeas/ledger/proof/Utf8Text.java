// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** UTF-8 without replacement: two byte strings never become one text, nor two texts one byte string. */
final class Utf8Text {
  private Utf8Text() {}

  static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new LedgerException.Integrity(LedgerErrorCode.NOTE_MALFORMED, "a text is not UTF-8", e);
    }
  }

  /** Whether the text has bytes of its own, which one with half of a surrogate pair has not. */
  static boolean isEncodable(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
