// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.grant.DayRange;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * FHIR periods as half-open ranges. A FHIR period includes its end, to the precision in which that is written: 2022-12-31
 * is all of that day. Immutable.
 *
 * @param zone where days begin that are written without a time
 */
record Periods(ZoneId zone) {
  private static final long LAST_SECOND = 253_402_300_799L;
  private static final int YEAR = 4;
  private static final int MONTH = 7;
  private static final int DAY = 10;

  /** When something holds, in seconds; what reaches past the year 9999 has no end. */
  Optional<Extent> time(Element period) {
    long from =
        bound(period, "start").map(text -> second(period, text, false)).orElse(Long.MIN_VALUE);
    long to = bound(period, "end").map(text -> second(period, text, true)).orElse(Long.MAX_VALUE);
    return range(period, from, to > LAST_SECOND ? Long.MAX_VALUE : to);
  }

  /** Clinical days. They are UTC days, as those of records are; a time must be where one begins or ends. */
  Optional<Extent> days(Element period) {
    long first = DayRange.ALL.from().toEpochDay();
    long last = DayRange.ALL.to().toEpochDay();
    long from = bound(period, "start").map(text -> day(period, text, false)).orElse(first);
    long to = bound(period, "end").map(text -> day(period, text, true)).orElse(last);
    if (to <= first || from >= last) {
      throw period.place().period("no record can have a day in it");
    }
    return range(period, Math.max(from, first), Math.min(to, last));
  }

  private static Optional<Extent> range(Element period, long from, long to) {
    if (from >= to) {
      throw period.place().period("it ends before it begins");
    }
    boolean bounded = period.has("start") || period.has("end");
    return bounded ? Optional.of(new Extent.Range(from, to)) : Optional.empty();
  }

  private static Optional<String> bound(Element period, String name) {
    return period.text(name);
  }

  private long second(Element period, String text, boolean end) {
    try {
      if (text.length() <= DAY) {
        return date(text, end).atStartOfDay(zone).toEpochSecond();
      }
      OffsetDateTime time = OffsetDateTime.parse(text);
      if (time.getNano() != 0) {
        throw period.place().period("grants and directives know whole seconds alone");
      }
      return time.toEpochSecond() + (end ? 1 : 0);
    } catch (DateTimeException e) {
      throw period.place().period("it has no FHIR date and no time with an offset");
    }
  }

  private static long day(Element period, String text, boolean end) {
    try {
      if (text.length() <= DAY) {
        return date(text, end).toEpochDay();
      }
      OffsetDateTime time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
      OffsetDateTime edge = end ? time.plusSeconds(1) : time;
      if (!edge.toLocalTime().equals(LocalTime.MIDNIGHT)) {
        throw period.place().period("it cuts a day, and records are filed by whole UTC days");
      }
      return edge.toLocalDate().toEpochDay();
    } catch (DateTimeException e) {
      throw period.place().period("it has no FHIR date and no time with an offset");
    }
  }

  /** The first day of what is written, or the day after its last. */
  private static LocalDate date(String text, boolean end) {
    return switch (text.length()) {
      case YEAR -> LocalDate.parse(text + "-01-01").plusYears(end ? 1 : 0);
      case MONTH -> LocalDate.parse(text + "-01").plusMonths(end ? 1 : 0);
      default -> LocalDate.parse(text).plusDays(end ? 1 : 0);
    };
  }
}
