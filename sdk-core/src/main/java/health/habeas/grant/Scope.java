// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a grant is about: a union of {@link Atom atoms}. A record matches when one atom matches; no atom, no match.
 *
 * <p>Guarantees: {@code subsetOf} is reflexive, transitive, and antisymmetric on normal forms (L7), and sound: a subset
 * never matches more (L8). It compares line by line and field by field, so it may call two scopes unrelated although
 * their matches are nested; it never errs the other way. Immutable; the list is copied.
 *
 * @param atoms at most {@value #MAX_ATOMS}
 */
public record Scope(List<Atom> atoms) {
  /** The most atoms a scope may have (L5). */
  public static final int MAX_ATOMS = 64;

  /** Checks the limit and copies the list. */
  public Scope {
    atoms = List.copyOf(atoms);
    if (atoms.size() > MAX_ATOMS) {
      throw new InvalidInputException(
          ErrorCode.GRANT_LIMIT,
          "a scope may have " + MAX_ATOMS + " lines, and this has " + atoms.size());
    }
  }

  /**
   * A scope of these atoms.
   *
   * @param atoms none or more
   */
  public static Scope of(Atom... atoms) {
    return new Scope(List.of(atoms));
  }

  /**
   * Whether the scope allows the action on the record.
   *
   * @param action what is to be done
   * @param facts the record
   */
  public boolean matches(Action action, RecordFacts facts) {
    return atoms.stream().anyMatch(atom -> atom.matches(action, facts));
  }

  /**
   * Whether the scope could allow the action on some record of the selection.
   *
   * @param action what is to be done
   * @param selection which records
   */
  public boolean overlaps(Action action, Selection selection) {
    return atoms.stream().anyMatch(atom -> atom.overlaps(action, selection));
  }

  /**
   * Whether every atom that matches anything lies within one atom of the other.
   *
   * @param other the wider scope
   */
  public boolean subsetOf(Scope other) {
    return atoms.stream()
        .filter(atom -> !atom.isEmpty())
        .allMatch(atom -> other.atoms.stream().anyMatch(atom::within));
  }

  /** The same matches without empty, repeated and contained atoms, in one order (L10). */
  public Scope normalise() {
    List<Atom> kept = new ArrayList<>();
    for (Atom atom : atoms) {
      if (!atom.isEmpty() && kept.stream().noneMatch(atom::within)) {
        kept.removeIf(other -> other.within(atom));
        kept.add(atom);
      }
    }
    kept.sort((a, b) -> Arrays.compareUnsigned(AtomCodec.encode(a), AtomCodec.encode(b)));
    return new Scope(kept);
  }
}
