// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.grant.Action;
import health.habeas.grant.Atom;
import health.habeas.grant.DayRange;
import health.habeas.grant.Field;
import health.habeas.grant.Scope;
import health.habeas.grant.Selection;
import health.habeas.record.RecordId;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The least that must be asked for to get one record. A holder can't compute a record's name, which is keyed by the patient,
 * so it asks for what the lines of the grant that cover the id allow together, and looks for the id in what comes.
 */
final class Lookup {
  private Lookup() {}

  /** The selection; empty if no line of the scope lets this record be read. */
  static Optional<Selection> of(Scope scope, RecordId id) {
    List<Atom> lines = scope.atoms().stream()
        .filter(line -> !line.isEmpty()
            && line.actions().contains(Action.READ)
            && line.ids().contains(id))
        .toList();
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Selection(union(lines, Atom::types), union(lines, Atom::categories), days(lines)));
  }

  private static <T> Field<T> union(List<Atom> lines, Function<Atom, Field<T>> field) {
    Set<T> all = new HashSet<>();
    for (Atom line : lines) {
      if (!(field.apply(line) instanceof Field.Some<T> some)) {
        return Field.all();
      }
      all.addAll(some.values());
    }
    return Field.of(all);
  }

  private static DayRange days(List<Atom> lines) {
    Comparator<LocalDate> byDay = Comparator.naturalOrder();
    return new DayRange(
        lines.stream().map(line -> line.days().from()).min(byDay).orElseThrow(),
        lines.stream().map(line -> line.days().to()).max(byDay).orElseThrow());
  }
}
