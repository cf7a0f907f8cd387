// SPDX-License-Identifier: Apache-2.0
package health.habeas.record;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;

/**
 * Names a record within one vault, for example {@code Observation/1f0c}. Never shown to custodians or ledgers. Immutable.
 *
 * @param value 1 to 256 characters
 */
public record RecordId(String value) {
  private static final int MAX_CHARS = 256;

  /** Checks the length. */
  public RecordId {
    if (value.isBlank() || value.length() > MAX_CHARS) {
      throw new InvalidInputException(
          ErrorCode.RECORD_INVALID,
          "a record id must have 1 to " + MAX_CHARS + " characters, and this has "
              + value.length());
    }
  }

  /** Says that it is an id, without the value: ids of clinical systems may identify a person. */
  @Override
  public String toString() {
    return "RecordId[" + value.length() + " characters]";
  }
}
