// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Days from one on, up to but without another, counted from 1900-01-01. May be empty. Immutable.
 *
 * @param from the first day, 0 to 2^17
 * @param to the first day after, at least {@code from}, at most 2^17
 */
public record DayRange(int from, int to) {
  /** Every day that the tree has. */
  public static final DayRange ALL = new DayRange(0, DayTree.DAYS);

  /** Checks the order and the limits. */
  public DayRange {
    if (from < 0 || from > to || to > DayTree.DAYS) {
      throw new IllegalArgumentException("a day range lies within 0.." + DayTree.DAYS);
    }
  }

  /** Whether there is no day in it. */
  public boolean isEmpty() {
    return from == to;
  }

  /**
   * Whether the day is in it.
   *
   * @param day any int
   */
  public boolean contains(int day) {
    return from <= day && day < to;
  }

  /**
   * The days that are in both; empty if none are.
   *
   * @param other another range
   */
  public DayRange intersection(DayRange other) {
    int start = Math.max(from, other.from);
    return new DayRange(start, Math.max(start, Math.min(to, other.to)));
  }

  /**
   * The same days as disjoint ranges in order, with a gap between each two.
   *
   * @param ranges in any order, overlapping or not
   */
  public static List<DayRange> union(Collection<DayRange> ranges) {
    List<DayRange> joined = new ArrayList<>();
    ranges.stream()
        .filter(range -> !range.isEmpty())
        .sorted(Comparator.comparingInt(DayRange::from))
        .forEach(range -> join(joined, range));
    return List.copyOf(joined);
  }

  private static void join(List<DayRange> joined, DayRange next) {
    int last = joined.size() - 1;
    if (last >= 0 && next.from <= joined.get(last).to) {
      DayRange before = joined.get(last);
      joined.set(last, new DayRange(before.from, Math.max(before.to, next.to)));
    } else {
      joined.add(next);
    }
  }
}
