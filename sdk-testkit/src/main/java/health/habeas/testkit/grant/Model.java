// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Atom;
import health.habeas.grant.Field;
import health.habeas.grant.Grant;
import health.habeas.grant.RecordFacts;
import health.habeas.grant.Scope;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What grants mean, written a second time and as naively as possible: by listing everything that a scope allows in the
 * small universe. It shares no rule with the SDK, only its values. Thread-safe.
 */
final class Model {
  /** One thing that can be done. */
  record Deed(Action action, RecordFacts facts) {}

  private Model() {}

  /** Everything that the scope allows. */
  static Set<Deed> meaning(Scope scope) {
    Set<Deed> allowed = new LinkedHashSet<>();
    for (Action action : Universe.ACTIONS) {
      for (RecordFacts facts : Universe.RECORDS) {
        if (scope.atoms().stream().anyMatch(atom -> means(atom, action, facts))) {
          allowed.add(new Deed(action, facts));
        }
      }
    }
    return allowed;
  }

  /** Whether every link's scope and purposes hold the deed. */
  static boolean inAuthority(List<Grant> links, AccessRequest request) {
    return !links.isEmpty()
        && links.stream()
            .allMatch(link -> link.permission().purposes().contains(request.purpose())
                && link.permission().scope().atoms().stream()
                    .anyMatch(
                        atom -> means(atom, request.action(), (RecordFacts) request.selector())));
  }

  static boolean means(Atom atom, Action action, RecordFacts facts) {
    boolean someCategory = false;
    for (var category : facts.categories()) {
      someCategory |= holds(atom.categories(), category);
    }
    boolean everyLabel = !facts.labels().isEmpty();
    for (var label : facts.labels()) {
      everyLabel &= holds(atom.labels(), label);
    }
    long day = facts.day().toEpochDay();
    boolean inDays =
        atom.days().from().toEpochDay() <= day && day < atom.days().to().toEpochDay();
    return someCategory
        && everyLabel
        && inDays
        && holds(atom.actions(), action)
        && holds(atom.types(), facts.type())
        && holds(atom.sources(), facts.source())
        && holds(atom.ids(), facts.id());
  }

  private static <T> boolean holds(Field<T> field, T value) {
    if (field instanceof Field.Some<T> some) {
      Collection<T> values = some.values();
      return values.contains(value);
    }
    return true;
  }
}
