// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Atom;
import health.habeas.grant.Field;
import health.habeas.grant.Grant;
import health.habeas.grant.RecordFacts;
import health.habeas.grant.Scope;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What grants mean, written a second time and as naively as possible: by listing everything that a scope allows in the
 * small universe. It shares no rule with the SDK, only its values. Thread-safe.
 */
final class Model {
  /** One thing that can be done. */
  record Deed(Action action, RecordFacts facts) {}

  static final int DEEDS = Universe.ACTIONS.size() * Universe.RECORDS.size();

  private Model() {}

  /** Everything that the scope allows: bit i for deed i. */
  static BitSet meaning(Scope scope) {
    BitSet allowed = new BitSet(DEEDS);
    for (Atom atom : scope.atoms()) {
      for (int i = 0; i < DEEDS; i++) {
        Deed deed = deed(i);
        if (!allowed.get(i) && means(atom, deed.action(), deed.facts())) {
          allowed.set(i);
        }
      }
    }
    return allowed;
  }

  /** One of the deeds there are. */
  static Deed deed(int i) {
    int actions = Universe.ACTIONS.size();
    return new Deed(Universe.ACTIONS.get(i % actions), Universe.RECORDS.get(i / actions));
  }

  /** The deed that comes at or after this place among those that the scope allows; empty when it allows none. */
  static Optional<Deed> allowedDeed(Scope scope, int place) {
    BitSet allowed = meaning(scope);
    int at = allowed.nextSetBit(place % DEEDS);
    int found = at < 0 ? allowed.nextSetBit(0) : at;
    return found < 0 ? Optional.empty() : Optional.of(deed(found));
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
