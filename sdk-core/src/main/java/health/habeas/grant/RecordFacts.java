// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordHeader;
import health.habeas.record.RecordId;
import java.time.LocalDate;
import java.util.Set;

/**
 * What a decision needs to know of one record, and nothing of its content. Immutable; sets are copied.
 *
 * @param id names the record
 * @param type its kind, for FHIR the resource type
 * @param day its clinical UTC day
 * @param categories what it is about, at least one
 * @param labels its sensitivity, at least one
 * @param source who wrote it
 */
public record RecordFacts(
    RecordId id,
    String type,
    LocalDate day,
    Set<Category> categories,
    Set<Label> labels,
    Author source)
    implements RecordSelector {
  /** Copies the sets. */
  public RecordFacts {
    categories = Set.copyOf(categories);
    labels = Set.copyOf(labels);
  }

  /**
   * The facts of a record.
   *
   * @param health the record
   * @param source who wrote it
   */
  public static RecordFacts of(HealthRecord health, Author source) {
    return of(health.header(), source);
  }

  /**
   * The facts of a record, by its header.
   *
   * @param header the record's
   * @param source who wrote it
   */
  public static RecordFacts of(RecordHeader header, Author source) {
    return new RecordFacts(
        header.id(), header.type(), header.day(), header.categories(), header.labels(), source);
  }

  /** Nothing of the facts: they are health data. */
  @Override
  public String toString() {
    return "RecordFacts[one record]";
  }
}
