// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.GrantTerms;
import health.habeas.grant.Purpose;
import health.habeas.record.Category;
import health.habeas.record.Label;
import java.time.Duration;
import java.util.Set;

/**
 * Terms of a READ grant as small numbers. Immutable.
 *
 * @param categories mask of the universe's categories, at least one
 * @param labels mask of PSY and HIV, beside what is not sensitive
 * @param firstDay from which of the universe's days
 * @param days how many days
 * @param type 0 for all types, else one of them
 * @param id 0 for all records, else one of them
 */
record TermsPlan(int categories, int labels, int firstDay, int days, int type, int id) {
  /** What a holder hands on: all else is as in its own grant. */
  GrantTerms terms() {
    Set<Category> about = Universe.picked(Universe.CATEGORIES, categories);
    GrantTerms terms = GrantTerms.read(about.toArray(Category[]::new))
        .since(Universe.FIRST_DAY.plusDays(firstDay))
        .before(Universe.FIRST_DAY.plusDays(firstDay + days));
    if (labels > 0) {
      Set<Label> sensitive = Universe.picked(VaultHistory.SENSITIVE, labels);
      terms = terms.including(sensitive.toArray(Label[]::new));
    }
    if (type > 0) {
      terms = terms.types(Universe.TYPES.get(type - 1));
    }
    return id > 0 ? terms.only(VaultHistory.IDS.get(id - 1)) : terms;
  }

  /** What the patient gives: these, for treatment, to be handed on once. */
  GrantTerms given() {
    return terms().for_(Purpose.TREAT).delegable(1).expiresIn(Duration.ofDays(30));
  }

  /** The part of these terms that lies within others, which is what can be handed on. */
  TermsPlan within(TermsPlan parent) {
    int first = Math.max(firstDay, parent.firstDay);
    int end = Math.min(firstDay + days, parent.firstDay + parent.days);
    return new TermsPlan(
        (categories & parent.categories) == 0 ? parent.categories : categories & parent.categories,
        labels & parent.labels,
        first < end ? first : parent.firstDay,
        first < end ? end - first : parent.days,
        parent.type > 0 ? parent.type : type,
        parent.id > 0 ? parent.id : id);
  }
}
