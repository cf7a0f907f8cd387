// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.Atom;
import health.habeas.grant.Conditions;
import health.habeas.grant.DayRange;
import health.habeas.grant.Field;
import health.habeas.grant.Limits;
import health.habeas.grant.Permission;
import health.habeas.grant.Purpose;
import health.habeas.grant.Scope;
import health.habeas.grant.Window;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Every way in which a child could be wider than its parent. Immutable. */
enum Dimension {
  ACTION,
  TYPE,
  CATEGORY,
  FIRST_DAY,
  LAST_DAY,
  LABEL,
  SOURCE,
  ID,
  PURPOSE,
  START,
  END,
  AUDIENCE,
  DEPTH,
  OBLIGATION,
  OFFLINE,
  USES,
  ERASE_AT;

  /** The same permission, a bit wider in this dimension alone. */
  Permission widen(Permission p) {
    return new Permission(
        new Scope(p.scope().atoms().stream().map(this::widen).toList()),
        this == PURPOSE ? Set.of(Purpose.values()) : p.purposes(),
        widen(p.window()),
        widen(p.conditions()));
  }

  private Atom widen(Atom a) {
    return new Atom(
        this == ACTION ? Field.all() : a.actions(),
        this == TYPE ? Field.all() : a.types(),
        this == CATEGORY ? Field.all() : a.categories(),
        widen(a.days()),
        this == LABEL ? Field.all() : a.labels(),
        this == SOURCE ? Field.all() : a.sources(),
        this == ID ? Field.all() : a.ids());
  }

  private DayRange widen(DayRange days) {
    return new DayRange(
        this == FIRST_DAY ? days.from().minusDays(1) : days.from(),
        this == LAST_DAY ? days.to().plusDays(1) : days.to());
  }

  private Window widen(Window window) {
    return new Window(
        this == START ? window.notBefore().minusSeconds(1) : window.notBefore(),
        this == END ? window.expires().plusSeconds(1) : window.expires());
  }

  private Conditions widen(Conditions c) {
    return new Conditions(
        this == DEPTH ? c.depth() + 1 : c.depth(),
        this == AUDIENCE ? Field.all() : c.audience(),
        this == OBLIGATION ? Set.of() : c.obligations(),
        this == OFFLINE ? Duration.ofSeconds(1) : c.offline(),
        new Limits(
            this == USES ? OptionalLong.empty() : c.limits().uses(),
            this == ERASE_AT ? Optional.empty() : c.limits().eraseAt()));
  }
}
