// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;

/** Carries a reason to the one place that reports it; never leaves this package. Immutable. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /**
   * A reason without a cause on purpose: a JSON parser's message quotes what it read.
   *
   * @param code the stable code
   * @param why one clause, without anything that was read
   */
  Refused(ErrorCode code, String why) {
    super(why, null, false, false);
    this.code = code;
  }

  ErrorCode code() {
    return code;
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
