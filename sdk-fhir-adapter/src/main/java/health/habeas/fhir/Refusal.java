// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;

/**
 * Something in a source that was not taken: where, why, and what to do. Never holds what stood there. Immutable.
 *
 * @param place where it begins
 * @param code the stable code
 * @param why what is wrong with it, in one clause
 */
public record Refusal(Place place, ErrorCode code, String why) {
  /** What a person can do about it. */
  public String remedy() {
    return code.remedy();
  }

  /** The full message: code, place, why, remedy, page. */
  @Override
  public String toString() {
    return code.describe("at " + place + " " + why);
  }
}
