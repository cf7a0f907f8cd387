// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A part of what a denial denies: where its conditions hold, and each of the exclusions doesn't. Taking an exception away
 * from a denial leaves one such part for each dimension in which the exception is narrower. Immutable.
 *
 * @param denied where the denial applies
 * @param exclusions what an exception states in these dimensions
 */
record Remainder(Conditions denied, List<Exclusion> exclusions) {
  /** One dimension of an exception. Immutable. */
  record Exclusion(Dimension dimension, Extent permitted) {}

  Remainder {
    exclusions = List.copyOf(exclusions);
  }

  static Remainder of(Conditions denied) {
    return new Remainder(denied, List.of());
  }

  /** What is left when the exception permits its part. */
  List<Remainder> without(Conditions exception) {
    List<Remainder> parts = new ArrayList<>();
    for (Dimension dimension : Dimension.values()) {
      Optional<Extent> permitted = exception.in(dimension);
      if (permitted.isPresent() && !impliedBy(dimension, permitted.get())) {
        List<Exclusion> more = new ArrayList<>(exclusions);
        more.add(new Exclusion(dimension, permitted.get()));
        parts.add(new Remainder(denied, more));
      }
    }
    return parts;
  }

  /** Whether whatever the denial reaches is in the extent. */
  private boolean impliedBy(Dimension dimension, Extent permitted) {
    Set<Object> everything = dimension.everything();
    boolean all = !everything.isEmpty() && new Extent.Values(everything).within(permitted);
    // one label in common says nothing of a record's other labels
    return all
        || (dimension != Dimension.LABELS
            && denied.in(dimension).map(extent -> extent.within(permitted)).orElse(false));
  }

  /**
   * The same as conditions of directives, one each.
   *
   * @param now from when on a directive holds that is given now
   * @return empty if some of it can't be said by directives
   */
  Optional<List<Conditions>> asDirectives(long now) {
    if (exclusions.stream().filter(e -> e.dimension() == Dimension.LABELS).count() > 1) {
      return Optional.empty(); // each may be met by another label of one record
    }
    Map<Dimension, List<Extent>> choices = new EnumMap<>(Dimension.class);
    for (Exclusion exclusion : exclusions) {
      Dimension dimension = exclusion.dimension();
      List<Extent> before = choices.containsKey(dimension)
          ? choices.get(dimension)
          : denied.in(dimension).or(() -> whole(dimension)).map(List::of).orElse(List.of());
      if (before.isEmpty() && !choices.containsKey(dimension)) {
        return Optional.empty(); // of an open list of values, "all but these" has no name
      }
      if (!dimension.isSingle() && !saysExactly(dimension, exclusion.permitted())) {
        return Optional.empty();
      }
      choices.put(
          dimension,
          before.stream()
              .flatMap(extent -> extent.without(exclusion.permitted()).stream())
              .toList());
    }
    List<Conditions> all = new ArrayList<>(List.of(denied));
    for (Map.Entry<Dimension, List<Extent>> choice : choices.entrySet()) {
      all = all.stream()
          .flatMap(
              each -> choice.getValue().stream().map(extent -> each.with(choice.getKey(), extent)))
          .toList();
    }
    boolean started = all.stream()
        .allMatch(each -> each.range(Dimension.TIME, now, Long.MAX_VALUE).from() <= now);
    return started ? Optional.of(all) : Optional.empty();
  }

  /**
   * Whether "one of the denied values, and not all of these" is one of some values. For labels it is when any label is
   * denied, or none of those that are permitted. A record with two categories never fits.
   */
  private boolean saysExactly(Dimension dimension, Extent permitted) {
    return dimension == Dimension.LABELS
        && denied.in(dimension).map(some -> !some.overlaps(permitted)).orElse(true);
  }

  private static Optional<Extent> whole(Dimension dimension) {
    return switch (dimension) {
      case DAYS -> Optional.of(Normaliser.ALL_DAYS);
      case TIME -> Optional.of(new Extent.Range(Long.MIN_VALUE, Long.MAX_VALUE));
      default ->
        Optional.of(dimension.everything()).filter(all -> !all.isEmpty()).map(Extent.Values::new);
    };
  }

  /** Whether nothing that these conditions permit is surely in it. Where it can't be told, no. */
  boolean isApartFrom(Conditions permit) {
    for (Dimension dimension : Dimension.values()) {
      Optional<Extent> one = denied.in(dimension);
      Optional<Extent> other = permit.in(dimension);
      boolean comparable = dimension != Dimension.CATEGORIES;
      if (comparable && one.isPresent() && other.isPresent() && !one.get().overlaps(other.get())) {
        return true;
      }
    }
    return exclusions.stream().anyMatch(exclusion -> covers(exclusion, permit));
  }

  private boolean covers(Exclusion exclusion, Conditions permit) {
    Dimension dimension = exclusion.dimension();
    Optional<Extent> permitted = permit.in(dimension);
    Optional<Extent> reached = dimension.isSingle()
        ? permitted
            .map(extent -> denied.in(dimension).map(extent::common).orElse(extent))
            .or(() -> denied.in(dimension))
        : permitted;
    return reached.map(extent -> extent.within(exclusion.permitted())).orElse(false);
  }
}
