// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.record.HealthRecord;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * Clinical days from one (inclusive) to another (exclusive), as UTC days. {@link #ALL} is every day that a record can
 * have. A range that ends where it starts matches nothing (L9). Immutable.
 *
 * @param from the first day, from 1900-01-01 on
 * @param to the day after the last, at most 2258-11-12
 */
public record DayRange(LocalDate from, LocalDate to) {
  /** How many days there are. */
  public static final int SPAN = 1 << 17;

  /** Every day that a record can have. */
  public static final DayRange ALL = ofNumbers(0, SPAN);

  /** Checks order and bounds. */
  public DayRange {
    if (number(from) < 0 || number(to) > SPAN || to.isBefore(from)) {
      throw new InvalidInputException(
          ErrorCode.GRANT_TERMS,
          "a day range must start before it ends and lie between 1900-01-01 and 2258-11-12");
    }
  }

  /**
   * The range between two day numbers.
   *
   * @param from days since 1900-01-01, inclusive
   * @param to days since 1900-01-01, exclusive
   */
  public static DayRange ofNumbers(int from, int to) {
    return new DayRange(HealthRecord.FIRST_DAY.plusDays(from), HealthRecord.FIRST_DAY.plusDays(to));
  }

  /** The first day as a number of days since 1900-01-01. */
  public int fromNumber() {
    return (int) number(from);
  }

  /** The day after the last as a number of days since 1900-01-01. */
  public int toNumber() {
    return (int) number(to);
  }

  /** Whether it is every day. */
  public boolean isAll() {
    return equals(ALL);
  }

  /** Whether it matches nothing. */
  public boolean isEmpty() {
    return from.equals(to);
  }

  /**
   * Whether the day is in it.
   *
   * @param day any day
   */
  public boolean contains(LocalDate day) {
    return !day.isBefore(from) && day.isBefore(to);
  }

  /**
   * Whether each of its days is in the other.
   *
   * @param other the wider range
   */
  public boolean within(DayRange other) {
    return isEmpty() || (!from.isBefore(other.from) && !to.isAfter(other.to));
  }

  /**
   * Whether some day is in both.
   *
   * @param other another range
   */
  public boolean overlaps(DayRange other) {
    return !isEmpty() && !other.isEmpty() && from.isBefore(other.to) && other.from.isBefore(to);
  }

  private static long number(LocalDate day) {
    return ChronoUnit.DAYS.between(HealthRecord.FIRST_DAY, day);
  }
}
