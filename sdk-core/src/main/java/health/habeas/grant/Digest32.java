// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What the three kinds of id share: a SHA-256 digest as 64 lower-case hex digits. Thread-safe. */
final class Digest32 {
  static final int SIZE_BYTES = 32;

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final int SHOWN_DIGITS = 8;

  private Digest32() {}

  static String checked(String hex, String what) {
    if (!HEX.matcher(hex).matches()) {
      throw new InvalidInputException(
          ErrorCode.GRANT_MALFORMED, "a " + what + " has 64 lower-case hex digits");
    }
    return hex;
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
