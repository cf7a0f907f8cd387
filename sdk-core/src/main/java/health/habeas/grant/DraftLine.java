// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** One line of a scope while it is being worded: what was not said is empty. Immutable. */
record DraftLine(
    Field<Action> actions,
    Field<Category> categories,
    Set<Label> labels,
    Optional<LocalDate> from,
    Optional<LocalDate> to,
    Optional<Field<String>> types,
    Optional<Field<Author>> sources,
    Optional<Field<RecordId>> ids) {

  static DraftLine of(Field<Action> actions, Field<Category> categories) {
    return new DraftLine(
        actions,
        categories,
        Set.of(Label.NORMAL),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  DraftLine since(LocalDate day) {
    Terms.require(to.map(day::isBefore).orElse(true), "the first day is not before the last");
    return new DraftLine(actions, categories, labels, Optional.of(day), to, types, sources, ids);
  }

  DraftLine before(LocalDate day) {
    Terms.require(
        from.map(first -> first.isBefore(day)).orElse(true),
        "the first day is not before the last");
    return new DraftLine(actions, categories, labels, from, Optional.of(day), types, sources, ids);
  }

  DraftLine types(Collection<String> some) {
    return new DraftLine(
        actions, categories, labels, from, to, Optional.of(Field.of(some)), sources, ids);
  }

  DraftLine including(Collection<Label> more) {
    Set<Label> all = EnumSet.copyOf(labels);
    all.addAll(more);
    return new DraftLine(actions, categories, all, from, to, types, sources, ids);
  }

  DraftLine labelled(Collection<Label> some) {
    return new DraftLine(actions, categories, EnumSet.copyOf(some), from, to, types, sources, ids);
  }

  DraftLine sources(Collection<Author> some) {
    return new DraftLine(
        actions, categories, labels, from, to, types, Optional.of(Field.of(some)), ids);
  }

  DraftLine ids(Collection<RecordId> some) {
    return new DraftLine(
        actions, categories, labels, from, to, types, sources, Optional.of(Field.of(some)));
  }

  /** With what was not said of days, types, sources and ids taken from the bounds. */
  Atom within(Atom bounds, LocalDate lastDay) {
    return new Atom(
        actions,
        types.orElse(bounds.types()),
        categories,
        days(bounds.days(), lastDay),
        Field.of(labels),
        sources.orElse(bounds.sources()),
        ids.orElse(bounds.ids()));
  }

  // "since" without an end stops at the day of expiry: keys of later days are never handed out
  private DayRange days(DayRange bounds, LocalDate lastDay) {
    if (from.isEmpty() && to.isEmpty()) {
      return bounds;
    }
    LocalDate first = from.orElse(bounds.from());
    LocalDate open = lastDay.plusDays(1).isBefore(bounds.to()) ? lastDay.plusDays(1) : bounds.to();
    LocalDate end = to.orElse(open);
    Terms.require(first.isBefore(end), "the grant expires before the first day that it is about");
    return new DayRange(first, end);
  }
}
