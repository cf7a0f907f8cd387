// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

/** How people speak of a range of days. Immutable. */
enum DaySpan {
  ALL,
  ONE,
  UP_TO,
  FROM,
  BETWEEN;

  static DaySpan of(DayRange days) {
    if (days.isAll()) {
      return ALL;
    }
    if (days.from().plusDays(1).equals(days.to())) {
      return ONE;
    }
    if (days.fromNumber() == 0) {
      return UP_TO;
    }
    return days.toNumber() == DayRange.SPAN ? FROM : BETWEEN;
  }
}
