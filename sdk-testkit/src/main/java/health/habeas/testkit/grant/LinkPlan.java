// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.Conditions;
import health.habeas.grant.Limits;
import health.habeas.grant.Permission;
import health.habeas.grant.Scope;
import health.habeas.grant.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One grant of a chain as small numbers. Minutes are cut from both ends of a window of an hour before and after the
 * universe's now; 0 uses are no limit. Immutable.
 */
record LinkPlan(
    List<LinePlan> lines,
    int purposes,
    int cutStart,
    int cutEnd,
    int audience,
    int obligations,
    int uses) {

  /** The part of this plan that lies within the parent's: what an honest holder hands on. */
  LinkPlan within(LinkPlan parent) {
    List<LinePlan> narrowed = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      narrowed.add(lines.get(i).within(parent.lines.get(i % parent.lines.size())));
    }
    return new LinkPlan(
        narrowed,
        LinePlan.common(purposes, parent.purposes),
        Math.max(cutStart, parent.cutStart),
        Math.max(cutEnd, parent.cutEnd),
        LinePlan.common(audience, parent.audience),
        obligations | parent.obligations,
        parent.uses == 0 || (uses > 0 && uses < parent.uses) ? uses : parent.uses);
  }

  Permission permission(int depth) {
    Instant start = Universe.NOW.minus(Duration.ofMinutes(60 - cutStart));
    Instant end = Universe.NOW.plus(Duration.ofMinutes(60 - cutEnd));
    return new Permission(
        new Scope(lines.stream().map(LinePlan::atom).toList()),
        Universe.picked(Universe.PURPOSES, purposes),
        new Window(start, end),
        new Conditions(
            depth,
            Universe.field(Universe.AUDIENCES, audience),
            Universe.picked(Universe.OBLIGATIONS, obligations),
            Duration.ZERO,
            new Limits(
                uses == 0 ? OptionalLong.empty() : OptionalLong.of(uses),
                Optional.of(end.plus(Duration.ofDays(1))))));
  }
}
