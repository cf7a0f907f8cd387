// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.util.Optional;
import java.util.Set;

/**
 * What a grant allows, with every value written down: {@link GrantTerms} after "in 30 days" became a date. Immutable.
 *
 * @param scope which records, for which actions
 * @param purposes why, at least one
 * @param window when
 * @param conditions on what terms
 */
public record Permission(Scope scope, Set<Purpose> purposes, Window window, Conditions conditions) {
  /** Checks that there is a purpose, and copies the set. */
  public Permission {
    purposes = Set.copyOf(purposes);
    if (purposes.isEmpty()) {
      throw new InvalidInputException(ErrorCode.GRANT_TERMS, "a grant needs at least one purpose");
    }
    if (conditions.limits().eraseAt().map(window.expires()::isAfter).orElse(false)) {
      throw new InvalidInputException(
          ErrorCode.GRANT_TERMS, "what was read is erased at the end of the window or later");
    }
  }

  /**
   * The first dimension, the scope apart, by which this goes beyond the grant above: purposes, window, depth, audience,
   * obligations, offline time or limits. Scopes are compared atom by atom, see {@link Lineage#widening}.
   */
  Optional<String> wideningBesidesScope(Permission parent) {
    return new Widening()
        .unless(parent.purposes.containsAll(purposes), "purposes")
        .unless(window.within(parent.window), "window")
        .unless(conditions.widening(parent.conditions))
        .first();
  }
}
