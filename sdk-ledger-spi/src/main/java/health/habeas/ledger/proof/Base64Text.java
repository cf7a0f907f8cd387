// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Standard base64 (RFC 4648, section 4) with one text for each value: what does not re-encode to itself is refused. */
final class Base64Text {
  private Base64Text() {}

  static byte[] decode(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw malformed(e);
    }
    throw malformed(null);
  }

  private static LedgerException malformed(@Nullable Throwable cause) {
    return new LedgerException.Integrity(
        LedgerErrorCode.NOTE_MALFORMED, "a field is not canonical base64", cause);
  }
}
