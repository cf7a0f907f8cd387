// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.grant.Field;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** When a provision applies: all that it states must hold, and what it doesn't state holds for everything. Immutable. */
record Conditions(Map<Dimension, Extent> stated) {
  static final Conditions NONE = new Conditions(Map.of());

  Conditions {
    stated = Map.copyOf(stated);
  }

  Optional<Extent> in(Dimension dimension) {
    return Optional.ofNullable(stated.get(dimension));
  }

  boolean states(Dimension dimension) {
    return stated.containsKey(dimension);
  }

  Conditions with(Dimension dimension, Extent extent) {
    Map<Dimension, Extent> more = new EnumMap<>(Dimension.class);
    more.putAll(stated);
    more.put(dimension, extent);
    return new Conditions(more);
  }

  Conditions orElse(Dimension dimension, Extent extent) {
    return states(dimension) ? this : with(dimension, extent);
  }

  /** These, and where they state nothing, the others. */
  Conditions inheriting(Conditions parent) {
    Map<Dimension, Extent> all = new EnumMap<>(Dimension.class);
    all.putAll(parent.stated);
    all.putAll(stated);
    return new Conditions(all);
  }

  /** What they say of records and actions, without who, why and when. */
  Conditions records() {
    Map<Dimension, Extent> rest = new EnumMap<>(Dimension.class);
    rest.putAll(stated);
    rest.keySet().removeAll(Set.of(Dimension.HOLDERS, Dimension.PURPOSES, Dimension.TIME));
    return new Conditions(rest);
  }

  <T> Field<T> field(Dimension dimension, Class<T> type) {
    if (!(stated.get(dimension) instanceof Extent.Values values)) {
      return Field.all();
    }
    Set<T> some = new HashSet<>();
    values.all().forEach(value -> some.add(type.cast(value)));
    return Field.of(some);
  }

  /** The range of a dimension that has one; everything if none is stated. */
  Extent.Range range(Dimension dimension, long first, long end) {
    return stated.get(dimension) instanceof Extent.Range range
        ? range
        : new Extent.Range(first, end);
  }
}
