// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.Action;
import health.habeas.grant.Atom;
import health.habeas.grant.DayRange;
import health.habeas.grant.Field;
import health.habeas.record.Label;
import java.util.List;
import java.util.Set;

/**
 * One line of a grant or directive over the universe of Consents, as small numbers: masks pick values and 0 is ALL; a length
 * of 0 is all days. Immutable.
 *
 * @param actions of the universe
 * @param types of the universe
 * @param categories of the universe
 * @param labels normal, mental health, HIV, the patient's own, violence
 * @param data 1 and 2 name authors, 4, 8 and 16 name records
 * @param firstDay the first of the days
 * @param days how many
 */
record ConsentLine(
    int actions, int types, int categories, int labels, int data, int firstDay, int days) {
  private static final List<Label> LABELS =
      List.of(Label.NORMAL, Label.PSY, Label.HIV, Label.RESTRICTED, Label.SDV);

  /** The line; who breaks the glass only reads. */
  Atom atom(boolean reads) {
    return new Atom(
        reads
            ? Field.of(Set.of(Action.READ, Action.SEARCH))
            : Universe.field(ConsentUniverse.ACTIONS, actions),
        Universe.field(ConsentUniverse.TYPES, types),
        Universe.field(ConsentUniverse.CATEGORIES, categories),
        days == 0
            ? DayRange.ALL
            : new DayRange(
                ConsentUniverse.FIRST_DAY.plusDays(firstDay),
                ConsentUniverse.FIRST_DAY.plusDays(firstDay + days)),
        Universe.field(LABELS, labels),
        Universe.field(ConsentUniverse.AUTHORS, data & 3),
        Universe.field(ConsentUniverse.IDS, data >> 2));
  }
}
