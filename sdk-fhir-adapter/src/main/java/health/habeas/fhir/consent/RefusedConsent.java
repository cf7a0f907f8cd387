// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.error.ErrorCode;

/** Carries a refusal to {@link ConsentReader}; never leaves this package. Immutable. */
final class RefusedConsent extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final Place place;

  /**
   * A refusal without a cause on purpose: a JSON parser's message quotes what it read.
   *
   * @param code the stable code
   * @param place where
   * @param why one clause, without anything that was read
   */
  RefusedConsent(ErrorCode code, Place place, String why) {
    super(why, null, false, false);
    this.code = code;
    this.place = place;
  }

  ConsentOutcome.Refused outcome() {
    return new ConsentOutcome.Refused(
        code, place.consent(), place.path(), String.valueOf(getMessage()));
  }
}
