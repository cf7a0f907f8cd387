// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.record.Category;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Terms while they are being worded: what was not said is empty. Immutable. */
record Draft(
    List<DraftLine> lines,
    Optional<Set<Purpose>> purposes,
    Optional<Instant> start,
    Optional<UnaryOperator<Instant>> end,
    Optional<Field<String>> audience,
    Conditions conditions) {
  private static final Atom UNBOUNDED = new Atom(
      Field.all(), Field.all(), Field.all(), DayRange.ALL, Field.all(), Field.all(), Field.all());

  // L41: a verifier would refuse anything else, when it is too late to ask
  Draft {
    boolean breaksGlass = purposes.filter(some -> some.contains(Purpose.BTG)).isPresent();
    boolean alone = purposes.filter(some -> some.size() == 1).isPresent();
    boolean bound = conditions.depth() == 0 && conditions.offline().isZero();
    boolean reads =
        lines.stream().allMatch(line -> line.actions().within(Field.of(BreakGlass.ACTIONS)));
    Terms.require(
        !breaksGlass || (alone && bound && reads),
        "break-glass is for BTG alone, to read and search, not handed on and never offline");
  }

  static Draft of(Field<Action> actions, Field<Category> categories) {
    return new Draft(
        List.of(DraftLine.of(actions, categories)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Conditions.STRICT);
  }

  Draft line(UnaryOperator<DraftLine> change) {
    Terms.require(lines.size() == 1, "say everything of a line before adding another with and()");
    return new Draft(
        List.of(change.apply(lines.get(0))), purposes, start, end, audience, conditions);
  }

  Draft and(Draft other) {
    List<DraftLine> both = new ArrayList<>(lines);
    both.addAll(other.lines);
    return new Draft(List.copyOf(both), purposes, start, end, audience, conditions);
  }

  Draft purposes(Set<Purpose> some) {
    return new Draft(lines, Optional.of(some), start, end, audience, conditions);
  }

  Draft start(Instant moment) {
    return new Draft(lines, purposes, Optional.of(moment), end, audience, conditions);
  }

  Draft end(UnaryOperator<Instant> fromStart) {
    Terms.require(end.isEmpty(), "the end was said twice");
    return new Draft(lines, purposes, start, Optional.of(fromStart), audience, conditions);
  }

  Draft audience(Field<String> verifiers) {
    return new Draft(lines, purposes, start, end, Optional.of(verifiers), conditions);
  }

  Draft depth(int depth) {
    return conditions(depth, conditions.obligations(), conditions.offline(), conditions.limits());
  }

  Draft obligations(Set<Obligation> some) {
    return conditions(conditions.depth(), some, conditions.offline(), conditions.limits());
  }

  Draft offline(Duration age) {
    return conditions(conditions.depth(), conditions.obligations(), age, conditions.limits());
  }

  Draft limits(Limits limits) {
    return conditions(
        conditions.depth(),
        conditions.obligations(),
        conditions.offline(),
        limits.within(conditions.limits()));
  }

  Permission resolve(Instant now) {
    Terms.require(purposes.isPresent(), "a purpose is needed: for_(TREAT), for example");
    Terms.require(end.isPresent(), "an end is needed: expiresIn(Duration.ofDays(30)), for example");
    Window window = window(now, Instant.MAX);
    List<Atom> atoms =
        lines.stream().map(line -> line.within(UNBOUNDED, lastDay(window))).toList();
    return new Permission(
        new Scope(atoms).normalise(),
        purposes.orElseThrow(),
        window,
        conditions(Conditions.STRICT));
  }

  Permission resolveWithin(Permission parent, Instant now) {
    Instant from = now.isBefore(parent.window().notBefore()) ? parent.window().notBefore() : now;
    Window window = window(from, parent.window().expires());
    List<Atom> atoms =
        lines.stream().map(line -> cut(line, parent.scope(), lastDay(window))).toList();
    return new Permission(
        new Scope(atoms).normalise(),
        purposes.orElse(parent.purposes()),
        window,
        conditions(parent.conditions()));
  }

  // the first of the parent's lines that contains what was said, once it has filled in what was
  // not; where none does,
  // the first line fills in, so that the refusal to narrow names what was said and is wider
  private static Atom cut(DraftLine line, Scope parent, LocalDate lastDay) {
    return parent.atoms().stream()
        .map(bounds -> fitted(line, bounds, lastDay))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(() -> line.within(first(parent), lastDay));
  }

  private static Atom first(Scope parent) {
    return parent.atoms().stream().findFirst().orElse(UNBOUNDED);
  }

  private static Optional<Atom> fitted(DraftLine line, Atom bounds, LocalDate lastDay) {
    Atom atom = line.within(bounds, lastDay);
    return atom.within(bounds) ? Optional.of(atom) : Optional.empty();
  }

  private Window window(Instant now, Instant latest) {
    Instant from = start.orElse(now);
    return new Window(from, end.map(e -> e.apply(from)).orElse(latest));
  }

  private static LocalDate lastDay(Window window) {
    return LocalDate.ofInstant(window.expires().minusSeconds(1), ZoneOffset.UTC);
  }

  private Conditions conditions(Conditions parent) {
    Set<Obligation> owed = EnumSet.noneOf(Obligation.class);
    owed.addAll(parent.obligations());
    owed.addAll(conditions.obligations());
    return new Conditions(
        conditions.depth(),
        audience.orElse(parent.audience()),
        owed,
        conditions.offline(),
        conditions.limits().within(parent.limits()));
  }

  private Draft conditions(
      int depth, Set<Obligation> obligations, Duration offline, Limits limits) {
    return new Draft(
        lines,
        purposes,
        start,
        end,
        audience,
        new Conditions(depth, Field.all(), obligations, offline, limits));
  }
}
