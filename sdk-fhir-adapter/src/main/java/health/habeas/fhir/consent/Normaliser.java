// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.error.ErrorCode;
import health.habeas.grant.Action;
import health.habeas.grant.DayRange;
import health.habeas.grant.Purpose;
import health.habeas.record.Label;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the trees of rules of all Consents into permits and denials without exceptions, such that a request is allowed
 * exactly if some permit and no denial applies. Not thread-safe: one per reading.
 */
final class Normaliser {
  static final Extent.Range ALL_DAYS =
      new Extent.Range(DayRange.ALL.from().toEpochDay(), DayRange.ALL.to().toEpochDay());

  private static final Extent READING = new Extent.Values(Set.of(Action.READ, Action.SEARCH));
  private static final Extent NORMAL = new Extent.Values(Set.of(Label.NORMAL));
  private static final int MAX_PARTS = 256;
  private static final int MAX_RULES = 1024;

  private final Set<Object> community;
  private final long openEnd;
  private final long now;
  private final List<Conditions> permits = new ArrayList<>();
  private final List<Denial> denials = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private int rules;

  /**
   * A denial with what is permitted below it.
   *
   * @param place where it stands
   * @param conditions where it applies
   * @param exceptions where something below it permits
   */
  private record Denial(Place place, Conditions conditions, List<Conditions> exceptions) {}

  /**
   * What the Consents come to. Immutable.
   *
   * @param permits what to grant
   * @param denials what to forbid
   * @param remarks what to know
   */
  record Normal(List<Conditions> permits, List<Conditions> denials, List<String> remarks) {}

  /**
   * For one reading.
   *
   * @param community who "everybody" is in a permit; may be empty
   * @param openEnd when a permit ends that states no end; empty refuses it
   * @param now the moment of reading
   */
  Normaliser(Set<Object> community, Optional<Instant> openEnd, Instant now) {
    this.community = Set.copyOf(community);
    this.openEnd = openEnd.map(Instant::getEpochSecond).orElse(Long.MAX_VALUE);
    this.now = now.getEpochSecond();
  }

  Normal normalise(List<Statement> statements) {
    for (Statement statement : statements) {
      collect(statement.root(), Conditions.NONE, statement.pcf());
    }
    List<Conditions> forbidden = new ArrayList<>();
    denials.forEach(denial -> forbidden.addAll(withoutExceptions(denial)));
    return new Normal(permits, forbidden.stream().distinct().toList(), remarks);
  }

  /** Takes the rule and all below it, and gives back what any of them permits. */
  private List<Conditions> collect(Rule rule, Conditions parent, boolean pcf) {
    rules++;
    if (rules > MAX_RULES) {
      throw new RefusedConsent(
          ErrorCode.CONSENT_LIMIT,
          rule.place(),
          "there are more than " + MAX_RULES + " provisions together");
    }
    Conditions stated = rule.conditions();
    if (!pcf) {
      requireWithin(rule, parent);
    }
    Conditions conditions = stated.inheriting(parent);
    List<Conditions> permitted = new ArrayList<>();
    rule.exceptions().forEach(nested -> permitted.addAll(collect(nested, conditions, pcf)));
    boolean over = conditions.range(Dimension.TIME, now, Long.MAX_VALUE).to() <= now;
    switch (rule.effect()) {
      case PERMIT -> permit(rule, conditions).ifPresent(permitted::add);
      case DENY -> {
        if (!over) {
          deny(rule, conditions, permitted);
        }
      }
      case NEITHER ->
        remarks.add(rule.place()
            .remark("it permits by its provisions; what another Consent or grant allows stays so"));
    }
    return permitted;
  }

  /**
   * An exception narrows the rule above it. One that states something outside of that is read as nothing by some and as a
   * rule of its own by others; IHE's profile says which.
   */
  private static void requireWithin(Rule rule, Conditions parent) {
    rule.conditions().stated().forEach((dimension, extent) -> {
      if (!parent.in(dimension).map(extent::within).orElse(true)) {
        throw rule.place()
            .ambiguous("it reaches beyond the provision that it is an exception to ("
                + dimension.name().toLowerCase(Locale.ROOT) + ")");
      }
    });
  }

  /** What a permit leaves unsaid is read narrowly: to read, and ordinary records. */
  private Optional<Conditions> permit(Rule rule, Conditions stated) {
    Conditions permit = stated.orElse(Dimension.ACTIONS, READING).orElse(Dimension.LABELS, NORMAL);
    if (!permit.states(Dimension.HOLDERS)) {
      if (community.isEmpty()) {
        throw new RefusedConsent(
            ErrorCode.CONSENT_ACTOR_UNKNOWN, rule.place(), "it permits to everybody");
      }
      permit = permit.with(Dimension.HOLDERS, new Extent.Values(community));
    }
    if (!permit.states(Dimension.PURPOSES)) {
      throw rule.place().ambiguous("it permits, and doesn't say for which purposes");
    }
    Extent.Range time = permit.range(Dimension.TIME, Long.MIN_VALUE, Long.MAX_VALUE);
    if (time.to() == Long.MAX_VALUE) {
      if (openEnd == Long.MAX_VALUE) {
        throw rule.place().period("it permits without an end");
      }
      time = new Extent.Range(time.from(), openEnd);
    }
    if (time.to() <= Math.max(now, time.from())) {
      return Optional.empty();
    }
    permit = permit.with(Dimension.TIME, time);
    requireGrantable(rule, permit);
    permits.add(permit);
    return Optional.of(permit);
  }

  private void requireGrantable(Rule rule, Conditions permit) {
    Extent glass = new Extent.Values(Set.of(Purpose.BTG));
    boolean breaks = permit.in(Dimension.PURPOSES).map(glass::overlaps).orElse(false);
    if (!breaks) {
      return;
    }
    if (!permit.in(Dimension.ACTIONS).map(actions -> actions.within(READING)).orElse(false)) {
      throw rule.place().unsupported("who breaks the glass may read, and not write");
    }
    remarks.add(rule.place()
        .remark(
            "a break-glass grant is over 24 hours after its first use, whatever the period says"));
  }

  private void deny(Rule rule, Conditions denied, List<Conditions> permitted) {
    denials.add(new Denial(rule.place(), denied, List.copyOf(permitted)));
  }

  private List<Conditions> withoutExceptions(Denial denial) {
    List<Remainder> parts = List.of(Remainder.of(fromNowOn(denial)));
    for (Conditions exception : denial.exceptions()) {
      parts = parts.stream().flatMap(part -> part.without(exception).stream()).toList();
      requireFew(denial, parts.size());
    }
    Set<Conditions> forbidden = new HashSet<>();
    boolean unsaid = false;
    for (Remainder part : parts) {
      Optional<List<Conditions>> said = part.asDirectives(now);
      said.ifPresent(forbidden::addAll);
      requireFew(denial, forbidden.size());
      if (said.isEmpty()) {
        requireNothingPermitted(denial, part);
        unsaid = true;
      }
    }
    if (unsaid) {
      remarks.add(denial
          .place()
          .remark("a part of what it denies can't be a directive: no Consent here permits it,"
              + " and grants of other origin are not held back there"));
    }
    return List.copyOf(forbidden);
  }

  /** A directive holds at once: also what is denied later, if until then nothing there is permitted. */
  private Conditions fromNowOn(Denial denial) {
    Extent.Range time = denial.conditions().range(Dimension.TIME, Long.MIN_VALUE, Long.MAX_VALUE);
    if (time.from() <= now) {
      return denial.conditions();
    }
    Conditions before =
        denial.conditions().with(Dimension.TIME, new Extent.Range(now, time.from()));
    if (!permits.stream().allMatch(Remainder.of(before)::isApartFrom)) {
      throw denial
          .place()
          .period("it denies from a later moment on, and something there is permitted before");
    }
    return denial.conditions().with(Dimension.TIME, new Extent.Range(Long.MIN_VALUE, time.to()));
  }

  /** What no directive can say needs none, as long as nothing permits it. */
  private void requireNothingPermitted(Denial denial, Remainder part) {
    if (!permits.stream().allMatch(part::isApartFrom)) {
      throw new RefusedConsent(
          ErrorCode.CONSENT_CONFLICT,
          denial.place(),
          "it denies what a Consent permits, and no directive can say just that");
    }
  }

  private static void requireFew(Denial denial, int parts) {
    if (parts > MAX_PARTS) {
      throw new RefusedConsent(
          ErrorCode.CONSENT_LIMIT,
          denial.place(),
          "it comes to more than " + MAX_PARTS + " directives");
    }
  }
}
