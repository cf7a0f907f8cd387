// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.util.Optional;

/**
 * One line of a scope: a record matches when every field matches.
 *
 * <p>A record matches {@code categories} when one of its categories is there, and {@code labels} only when all of its
 * labels are (L12). There is no negation. Adding a value to a field never removes a match (L11). Immutable.
 *
 * @param actions what may be done
 * @param types kinds of records, for FHIR resource types
 * @param categories what the records are about
 * @param days their clinical days
 * @param labels their sensitivity
 * @param sources who wrote them
 * @param ids single records
 */
public record Atom(
    Field<Action> actions,
    Field<String> types,
    Field<Category> categories,
    DayRange days,
    Field<Label> labels,
    Field<Author> sources,
    Field<RecordId> ids) {

  /**
   * Whether this line allows the action on the record.
   *
   * @param action what is to be done
   * @param facts the record
   */
  public boolean matches(Action action, RecordFacts facts) {
    return actions.contains(action)
        && types.contains(facts.type())
        && categories.containsAny(facts.categories())
        && days.contains(facts.day())
        && !facts.labels().isEmpty()
        && labels.containsAll(facts.labels())
        && sources.contains(facts.source())
        && ids.contains(facts.id());
  }

  /**
   * Whether this line could allow the action on some record of the selection.
   *
   * @param action what is to be done
   * @param selection which records
   */
  public boolean overlaps(Action action, Selection selection) {
    return !isEmpty()
        && actions.contains(action)
        && types.overlaps(selection.types())
        && categories.overlaps(selection.categories())
        && days.overlaps(selection.days());
  }

  /** Whether some field is empty, so that it matches nothing (L9). */
  public boolean isEmpty() {
    return actions.isEmpty()
        || types.isEmpty()
        || categories.isEmpty()
        || days.isEmpty()
        || labels.isEmpty()
        || sources.isEmpty()
        || ids.isEmpty();
  }

  /**
   * Whether each field is a subset of the other's, so that whatever this matches the other matches too (L8).
   *
   * @param other the wider line
   */
  public boolean within(Atom other) {
    return widening(other).isEmpty();
  }

  /**
   * The first field that goes beyond the other line; empty when none does.
   *
   * @param other the line to stay within
   */
  public Optional<String> widening(Atom other) {
    return new Widening()
        .unless(actions.within(other.actions), "actions")
        .unless(types.within(other.types), "types")
        .unless(categories.within(other.categories), "categories")
        .unless(days.within(other.days), "days")
        .unless(labels.within(other.labels), "labels")
        .unless(sources.within(other.sources), "sources")
        .unless(ids.within(other.ids), "ids")
        .first();
  }

  /** Whether it names types, sources or single records, which keys can't express: the holder's software keeps to those. */
  public boolean isFinerThanKeys() {
    return !(types instanceof Field.All<String>
        && sources instanceof Field.All<Author>
        && ids instanceof Field.All<RecordId>);
  }
}
