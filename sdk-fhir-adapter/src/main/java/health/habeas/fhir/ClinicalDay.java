// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.record.HealthRecord;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which of a resource's dates says when it happened, and what day that was in UTC. Source: FHIR R4 and R5 resource
 * definitions. A birth date or a death date is never among them: it would tell who the patient is, and files nothing.
 */
final class ClinicalDay {
  /** In order of preference. Each resource type has few of them, so one order serves all types. */
  private static final List<String> MEMBERS = List.of(
      "effectiveDateTime",
      "effectiveInstant",
      "effectivePeriod.start",
      "issued",
      "authoredOn",
      "authored",
      "performedDateTime",
      "performedPeriod.start",
      "occurrenceDateTime",
      "occurrencePeriod.start",
      "occurredDateTime",
      "occurredPeriod.start",
      "collection.collectedDateTime",
      "onsetDateTime",
      "onsetPeriod.start",
      "recordedDate",
      "period.start",
      "actualPeriod.start",
      "started",
      "start",
      "whenHandedOver",
      "whenPrepared",
      "executionPeriod.start",
      "billablePeriod.start",
      "servicedDate",
      "date",
      "dateTime",
      "dateWritten",
      "dateAsserted",
      "assertedDate",
      "createdDateTime",
      "createdPeriod.start",
      "created",
      "recorded",
      "sent",
      "received",
      "receivedTime",
      "identifiedDateTime",
      "identifiedPeriod.start",
      "startDate",
      "statusDate",
      "effectivePeriod.end",
      "performedPeriod.end",
      "period.end");

  private static final Map<String, Integer> RANKS =
      IntStream.range(0, MEMBERS.size()).boxed().collect(Collectors.toMap(MEMBERS::get, i -> i));

  private static final int YEAR = 4;
  private static final int MONTH = 7;
  private static final int DAY = 10;

  private ClinicalDay() {}

  /** How good this member is, 0 for the best; larger than any rank if it is no clinical date. */
  static int rank(String member) {
    return RANKS.getOrDefault(member, Integer.MAX_VALUE);
  }

  /**
   * The UTC day of a FHIR date, dateTime or instant: the first of a month or a year where it says no more. Days that a
   * record can't have are moved to the nearest that it can: a later day could fall into a grant that this one is outside
   * of. Null if it is no date.
   */
  static @Nullable LocalDate parse(String text) {
    try {
      LocalDate day = switch (text.length()) {
        case YEAR -> LocalDate.parse(text + "-01-01");
        case MONTH -> LocalDate.parse(text + "-01");
        default -> text.length() <= DAY ? LocalDate.parse(text) : ofDateTime(text);
      };
      return within(day);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static LocalDate ofDateTime(String text) {
    if (text.endsWith("Z") || text.endsWith("+00:00")) {
      return LocalDate.parse(text.substring(0, DAY)); // the date of a UTC time is its UTC day
    }
    try {
      return OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalDate();
    } catch (DateTimeException e) {
      return LocalDate.parse(text.substring(0, DAY)); // a leap second, or no offset
    }
  }

  private static LocalDate within(LocalDate day) {
    if (day.isBefore(HealthRecord.FIRST_DAY)) {
      return HealthRecord.FIRST_DAY;
    }
    return day.isAfter(HealthRecord.LAST_DAY) ? HealthRecord.LAST_DAY : day;
  }
}
