// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.Atom;
import health.habeas.grant.DayRange;

/**
 * One line of a scope as small numbers, so that a counterexample shrinks and reads well: masks pick values of the
 * universe and 0 is ALL; a length of 0 is all days. Immutable.
 */
record LinePlan(
    int actions,
    int types,
    int categories,
    int labels,
    int sources,
    int ids,
    int firstDay,
    int days) {

  Atom atom() {
    return new Atom(
        Universe.field(Universe.ACTIONS, actions),
        Universe.field(Universe.TYPES, types),
        Universe.field(Universe.CATEGORIES, categories),
        dayRange(),
        Universe.field(Universe.LABELS, labels),
        Universe.field(Universe.SOURCES, sources),
        Universe.field(Universe.IDS, ids));
  }

  /** The part of this line that lies within the other; where they have nothing in common, the other's own. */
  LinePlan within(LinePlan parent) {
    int first = parent.days == 0 ? firstDay : Math.max(firstDay, parent.firstDay);
    int common = Math.min(end(), parent.end()) - first;
    boolean inherit = days == 0 || common <= 0;
    return new LinePlan(
        common(actions, parent.actions),
        common(types, parent.types),
        common(categories, parent.categories),
        common(labels, parent.labels),
        common(sources, parent.sources),
        common(ids, parent.ids),
        inherit ? parent.firstDay : first,
        inherit ? parent.days : common);
  }

  /** The same but for one field, counted from 0, which stays as it is. */
  LinePlan within(LinePlan parent, int loose) {
    LinePlan cut = within(parent);
    return new LinePlan(
        loose == 0 ? actions : cut.actions,
        loose == 1 ? types : cut.types,
        loose == 2 ? categories : cut.categories,
        loose == 3 ? labels : cut.labels,
        loose == 4 ? sources : cut.sources,
        loose == 5 ? ids : cut.ids,
        loose == 6 ? firstDay : cut.firstDay,
        loose == 6 ? days : cut.days);
  }

  private int end() {
    return days == 0 ? Integer.MAX_VALUE : firstDay + days;
  }

  private DayRange dayRange() {
    return days == 0
        ? DayRange.ALL
        : new DayRange(
            Universe.FIRST_DAY.plusDays(firstDay), Universe.FIRST_DAY.plusDays(firstDay + days));
  }

  static int common(int mask, int parent) {
    if (mask == 0 || parent == 0) {
      return mask | parent;
    }
    return (mask & parent) == 0 ? parent : mask & parent;
  }
}
