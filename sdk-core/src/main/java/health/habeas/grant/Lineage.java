// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Where a grant comes from. Immutable; the list is copied.
 *
 * @param parent the grant above; empty for one that the patient signed
 * @param parentAtoms for each atom of the scope, the index of the parent's atom that it was cut from; zeros in a root
 */
public record Lineage(Optional<GrantId> parent, List<Integer> parentAtoms) {
  /** Copies the list. */
  public Lineage {
    parentAtoms = List.copyOf(parentAtoms);
  }

  /**
   * The lineage of a root grant.
   *
   * @param scope what it is about
   */
  public static Lineage root(Scope scope) {
    return new Lineage(Optional.empty(), Collections.nCopies(scope.atoms().size(), 0));
  }

  /**
   * Finds for each atom of the narrower scope one atom of the parent that contains it, or refuses with the dimension
   * that goes beyond.
   *
   * @param parent the grant above
   * @param narrower the scope to cut from it
   */
  static Lineage within(Grant parent, Scope narrower) {
    List<Integer> indices = new ArrayList<>();
    for (Atom atom : narrower.atoms()) {
      indices.add(containing(parent.permission().scope().atoms(), atom));
    }
    return new Lineage(Optional.of(parent.id()), indices);
  }

  /** Whether there is an index for each atom, and only zeros in a root. */
  boolean fits(Scope scope) {
    return parentAtoms.size() == scope.atoms().size()
        && (parent.isPresent() || parentAtoms.stream().allMatch(i -> i == 0));
  }

  /** The first dimension by which some atom goes beyond the parent's atom that it names. */
  Optional<String> widening(Scope child, Scope parent) {
    for (int i = 0; i < parentAtoms.size(); i++) {
      int named = parentAtoms.get(i);
      if (named < 0 || named >= parent.atoms().size()) {
        return Optional.of("scope");
      }
      Optional<String> beyond = child.atoms().get(i).widening(parent.atoms().get(named));
      if (beyond.isPresent()) {
        return beyond;
      }
    }
    return Optional.empty();
  }

  private static int containing(List<Atom> parents, Atom atom) {
    for (int i = 0; i < parents.size(); i++) {
      if (atom.within(parents.get(i))) {
        return i;
      }
    }
    String beyond = parents.isEmpty() ? "scope" : atom.widening(parents.get(0)).orElse("scope");
    throw new InvalidInputException(
        ErrorCode.CHAIN_WIDENS, "the narrower grant would go beyond its parent in: " + beyond);
  }
}
