// SPDX-License-Identifier: Apache-2.0
package health.habeas.record;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * What an agent needs to file a record, without its content. Immutable; sets are copied.
 *
 * @param id names the record within its vault
 * @param type what the source calls its kind, for FHIR the resource type; 1 to 64 characters
 * @param day the clinical date, as a UTC day from 1900-01-01 to 2258-11-11
 * @param categories what it is about, at least one
 * @param labels its sensitivity: {@link Label#NORMAL} alone, or one or more others
 */
public record RecordHeader(
    RecordId id, String type, LocalDate day, Set<Category> categories, Set<Label> labels) {
  private static final int MAX_TYPE_CHARS = 64;

  /** Checks every field and copies the sets. */
  public RecordHeader {
    Objects.requireNonNull(id, "id");
    check(
        !type.isBlank() && type.length() <= MAX_TYPE_CHARS,
        "the type must have 1 to 64 characters");
    check(
        !day.isBefore(HealthRecord.FIRST_DAY) && !day.isAfter(HealthRecord.LAST_DAY),
        "the day must lie between " + HealthRecord.FIRST_DAY + " and " + HealthRecord.LAST_DAY);
    check(!categories.isEmpty(), "at least one category is needed");
    check(!labels.isEmpty(), "at least one label is needed; NORMAL is written, never implied");
    check(labels.size() == 1 || !labels.contains(Label.NORMAL), "NORMAL stands alone");
    categories = Set.copyOf(EnumSet.copyOf(categories));
    labels = Set.copyOf(EnumSet.copyOf(labels));
  }

  /** Nothing of it: ids, types and days of a patient are health data. */
  @Override
  public String toString() {
    return "RecordHeader[one record]";
  }

  static void check(boolean holds, String what) {
    if (!holds) {
      throw new InvalidInputException(ErrorCode.RECORD_INVALID, "a record was refused: " + what);
    }
  }
}
