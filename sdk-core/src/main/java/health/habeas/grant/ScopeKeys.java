// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.record.Category;
import health.habeas.record.Label;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which compartments and days the keys of a scope reach.
 *
 * <p>A compartment is an exact set of labels and a category; a line with labels A reaches every set that records can have
 * within A: {@code NORMAL} alone, or any of the others together. So two keyboxes together open what each opens and no
 * more (L12, L48). Keys can't express types, sources or single records: those are left out here, and
 * {@link Atom#isFinerThanKeys} says so. Thread-safe.
 */
public final class ScopeKeys {
  private static final int NORMAL = 1 << Label.NORMAL.number();

  private ScopeKeys() {}

  /**
   * The compartments in which the scope allows the action, each with disjoint day ranges in order; sorted by mask,
   * category and day.
   *
   * @param scope what is granted
   * @param action READ or SEARCH; the others need no keys
   * @param lastDay days after this one are cut off, unless every day is granted
   */
  public static List<CompartmentDays> of(Scope scope, Action action, LocalDate lastDay) {
    Map<Integer, List<DayRange>> byCompartment = new TreeMap<>();
    for (Atom atom : scope.atoms()) {
      DayRange days = cut(atom.days(), lastDay);
      if (atom.actions().contains(action) && !atom.isEmpty() && !days.isEmpty()) {
        compartments(atom)
            .forEach(
                c -> byCompartment.computeIfAbsent(c, k -> new ArrayList<>()).add(days));
      }
    }
    List<CompartmentDays> all = new ArrayList<>();
    byCompartment.forEach((c, ranges) ->
        union(ranges).forEach(days -> all.add(new CompartmentDays(c >> 8, c & 0xff, days))));
    return List.copyOf(all);
  }

  // mask in the upper bits, category in the lower eight, so that they sort
  private static List<Integer> compartments(Atom atom) {
    List<Integer> found = new ArrayList<>();
    for (int mask = 1; mask < 1 << Label.values().length; mask++) {
      for (Category category : Category.values()) {
        if (isLabelSet(mask) && reaches(atom, mask) && atom.categories().contains(category)) {
          found.add(mask << 8 | category.number());
        }
      }
    }
    return found;
  }

  private static boolean isLabelSet(int mask) {
    return mask == NORMAL || (mask & NORMAL) == 0;
  }

  private static boolean reaches(Atom atom, int mask) {
    for (Label label : Label.values()) {
      if ((mask & 1 << label.number()) != 0 && !atom.labels().contains(label)) {
        return false;
      }
    }
    return true;
  }

  private static DayRange cut(DayRange days, LocalDate lastDay) {
    if (days.isAll() || !days.to().isAfter(lastDay.plusDays(1))) {
      return days;
    }
    LocalDate end = lastDay.plusDays(1);
    return new DayRange(days.from(), end.isBefore(days.from()) ? days.from() : end);
  }

  private static List<DayRange> union(List<DayRange> ranges) {
    List<DayRange> merged = new ArrayList<>();
    for (DayRange next :
        ranges.stream().sorted(Comparator.comparing(DayRange::from)).toList()) {
      int last = merged.size() - 1;
      if (last >= 0 && !next.from().isAfter(merged.get(last).to())) {
        DayRange before = merged.get(last);
        LocalDate end = next.to().isAfter(before.to()) ? next.to() : before.to();
        merged.set(last, new DayRange(before.from(), end));
      } else {
        merged.add(next);
      }
    }
    return merged;
  }
}
