// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

/** What stands before a colon and a list of any length in a grant's text, so that nothing in it has to agree. Immutable. */
enum Lead {
  GIVEN_TO,
  PASSED_ON_BY,
  PASSED_ON_TO,
  WHY,
  ONLY_TYPES,
  ONLY_WRITTEN_BY,
  SENSITIVE_TOO,
  SENSITIVE_ONLY,
  KINDS_NOT_SHARED,
  SENSITIVE_NOT_SHARED,
  NOT_ALLOWED,
  VALID_ONLY_AT,
  PROMISES,
  CHECK_WORDS
}
