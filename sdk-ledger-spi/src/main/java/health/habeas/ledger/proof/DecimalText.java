// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import org.jspecify.annotations.Nullable;

/** Sizes and indexes as C2SP writes them: ASCII decimal digits without sign or leading zeroes. */
final class DecimalText {
  private static final int MAX_DIGITS = 19;

  private DecimalText() {}

  static long parse(String text) {
    try {
      if (text.length() <= MAX_DIGITS
          && !text.isEmpty()
          && text.chars().allMatch(c -> c >= '0' && c <= '9')
          && (text.length() == 1 || text.charAt(0) != '0')) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException e) {
      throw malformed(e);
    }
    throw malformed(null);
  }

  private static LedgerException malformed(@Nullable Throwable cause) {
    return new LedgerException.Integrity(
        LedgerErrorCode.NOTE_MALFORMED, "a size or an index is not a plain decimal number", cause);
  }
}
