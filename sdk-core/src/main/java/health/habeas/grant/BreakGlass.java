// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a chain must be to break the glass with it, and for how long it may (L41). Thread-safe. */
final class BreakGlass {
  static final Set<Action> ACTIONS = Set.copyOf(EnumSet.of(Action.READ, Action.SEARCH));

  private static final Set<Purpose> ALONE = Set.of(Purpose.BTG);

  private BreakGlass() {}

  static Optional<Decision.Deny> rules(Evaluation e) {
    if (e.request().purpose() != Purpose.BTG) {
      return Optional.empty();
    }
    Permission permission = e.chain().last().permission();
    boolean direct = e.chain().links().size() == 1 && permission.conditions().depth() == 0;
    return require(direct, "is handed on, or may be")
        .or(() -> require(permission.purposes().equals(ALONE), "is for other purposes, too"))
        .or(() -> require(
            isReading(permission) && ACTIONS.contains(e.request().action()),
            "is for more than to read and search, or was used for it"))
        .or(() -> inTime(e));
  }

  /** Whether it lets nobody write. */
  static boolean isReading(Permission permission) {
    return permission.scope().atoms().stream()
        .allMatch(atom -> atom.actions().within(Field.of(ACTIONS)));
  }

  private static Optional<Decision.Deny> inTime(Evaluation e) {
    Optional<Instant> end = e.at().firstBreak().map(first -> first.plus(GrantVerifier.BREAK_GLASS));
    return Check.require(
        end.filter(over -> !e.time().isBefore(over)).isEmpty(),
        ErrorCode.BREAK_GLASS,
        "the glass was first broken with grant " + e.chain().id() + " at "
            + e.at().firstBreak().map(Instant::toString).orElse("") + ", and that lasts 24 hours");
  }

  private static Optional<Decision.Deny> require(boolean holds, String what) {
    return Check.require(
        holds, ErrorCode.BREAK_GLASS, "a grant can't break the glass that " + what);
  }
}
