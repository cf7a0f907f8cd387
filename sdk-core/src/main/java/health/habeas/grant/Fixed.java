// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

/** The sentences of a grant's text that are always the same. Immutable. */
enum Fixed {
  ALLOWED,
  NOTHING,
  EVERY_KIND,
  NO_SENSITIVE,
  CORRECTIONS_KEEP,
  NOTHING_READABLE,
  NOT_PASSED_ON,
  TAKE_BACK,
  COMPARE,
  NO_NAME,
  KEY,
  // what stands out because it is wide
  LOOK_CLOSELY,
  WIDE_KINDS,
  WIDE_DAYS,
  WIDE_SENSITIVE,
  WIDE_KEYS,
  WIDE_TIME,
  WIDE_PASSING_ON,
  WIDE_BREAK_GLASS,
  WIDE_BUSINESS,
  WIDE_MARKETING,
  WIDE_TRAINING
}
