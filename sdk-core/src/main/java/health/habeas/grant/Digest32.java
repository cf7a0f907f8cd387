// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.util.HexFormat;

/** What the three kinds of id share: a SHA-256 digest as 64 lower-case hex digits. Thread-safe. */
final class Digest32 {
  static final int SIZE_BYTES = 32;

  private static final int SHOWN_DIGITS = 8;

  private Digest32() {}

  static String checked(String hex, String what) {
    if (hex.length() != 2 * SIZE_BYTES || !isHex(hex)) {
      throw new InvalidInputException(
          ErrorCode.GRANT_MALFORMED, "a " + what + " has 64 lower-case hex digits");
    }
    return hex;
  }

  // By hand, because a decision checks about twenty of them; a pattern takes ten times as long.
  private static boolean isHex(String hex) {
    for (int i = 0; i < hex.length(); i++) {
      char c = hex.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  static String shown(String hex) {
    return hex.substring(0, SHOWN_DIGITS) + "…";
  }
}
