// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a provision states in one dimension. Immutable. */
sealed interface Extent {
  boolean within(Extent other);

  boolean overlaps(Extent other);

  /** What of it the other lacks: none, one or two parts. */
  List<Extent> without(Extent other);

  /** What is in both; for extents that overlap. */
  Extent common(Extent other);

  /** Some values. */
  record Values(Set<Object> all) implements Extent {
    public Values {
      all = Set.copyOf(all);
    }

    @Override
    public boolean within(Extent other) {
      return ((Values) other).all.containsAll(all);
    }

    @Override
    public boolean overlaps(Extent other) {
      return ((Values) other).all.stream().anyMatch(all::contains);
    }

    @Override
    public List<Extent> without(Extent other) {
      Set<Object> rest = new HashSet<>(all);
      rest.removeAll(((Values) other).all);
      return rest.isEmpty() ? List.of() : List.of(new Values(rest));
    }

    @Override
    public Extent common(Extent other) {
      Set<Object> both = new HashSet<>(all);
      both.retainAll(((Values) other).all);
      return new Values(both);
    }
  }

  /** From a number, inclusive, to another, exclusive. */
  record Range(long from, long to) implements Extent {
    @Override
    public boolean within(Extent other) {
      return from >= ((Range) other).from && to <= ((Range) other).to;
    }

    @Override
    public boolean overlaps(Extent other) {
      return Math.max(from, ((Range) other).from) < Math.min(to, ((Range) other).to);
    }

    @Override
    public List<Extent> without(Extent other) {
      Range cut = (Range) other;
      List<Extent> rest = new ArrayList<>();
      if (from < cut.from) {
        rest.add(new Range(from, Math.min(to, cut.from)));
      }
      if (cut.to < to) {
        rest.add(new Range(Math.max(from, cut.to), to));
      }
      return rest;
    }

    @Override
    public Extent common(Extent other) {
      Range range = (Range) other;
      return new Range(Math.max(from, range.from), Math.min(to, range.to));
    }
  }
}
