// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.wire.CborWriter;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;

/** The guards of {@link GrantTerms}: each refuses a contradiction where it is made. Thread-safe. */
final class Terms {
  private static final int MAX_TEXT_CHARS = 200;

  private Terms() {}

  static void require(boolean holds, String what) {
    if (!holds) {
      throw new InvalidInputException(ErrorCode.GRANT_TERMS, what);
    }
  }

  static <T> List<T> some(T[] values, String what) {
    require(values.length > 0, "at least one " + what + " is needed");
    return List.of(values);
  }

  static void requireText(String text, String what) {
    require(!text.isBlank() && text.length() <= MAX_TEXT_CHARS, what + " has 1 to 200 characters");
    try {
      CborWriter.utf8(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(ErrorCode.GRANT_TERMS, what + " holds half a character", e);
    }
  }

  static LocalDate day(String day) {
    try {
      return LocalDate.parse(day);
    } catch (DateTimeParseException e) {
      throw new InvalidInputException(ErrorCode.GRANT_TERMS, "a day is written like 2025-01-31", e);
    }
  }
}
