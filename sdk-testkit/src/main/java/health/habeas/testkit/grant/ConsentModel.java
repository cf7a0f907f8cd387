// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.Action;
import health.habeas.grant.Atom;
import health.habeas.grant.Directive;
import health.habeas.grant.Field;
import health.habeas.grant.RecordFacts;
import health.habeas.record.Label;
import health.habeas.testkit.grant.ConsentPlan.Form;
import health.habeas.testkit.grant.ConsentPlan.Provision;
import health.habeas.testkit.grant.ConsentPlan.What;
import health.habeas.testkit.grant.ConsentPlan.When;
import health.habeas.testkit.grant.ConsentPlan.Who;
import health.habeas.testkit.grant.ConsentUnderTest.Forbidden;
import health.habeas.testkit.grant.ConsentUnderTest.Given;
import health.habeas.testkit.grant.ConsentUnderTest.Terms;
import health.habeas.testkit.grant.ConsentUniverse.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What Consents mean, and what grants and directives do, written a second time and as naively as possible: one request at a
 * time. It shares no rule with the SDK, only its values. Thread-safe.
 */
final class ConsentModel {
  private static final int RESTRICTED = 8;
  private static final int EVERY_LABEL = 16;

  private enum Answer {
    NONE,
    PERMIT,
    DENY
  }

  private static final When ALWAYS = new When(0, 0);
  private static final What ANYTHING = new What(0, 0, 0, 0, 0, 0);
  private static final Provision NOTHING =
      new Provision(false, new Who(0, 0, 0), ANYTHING, ALWAYS, List.of());

  private ConsentModel() {}

  /** Whether some Consent permits the request, and none denies it. */
  static boolean allows(List<ConsentPlan> consents, Request request) {
    boolean permitted = false;
    for (ConsentPlan consent : consents) {
      Answer answer = answer(consent, root(consent), NOTHING, 0, request);
      if (answer == Answer.DENY) {
        return false;
      }
      permitted |= answer == Answer.PERMIT;
    }
    return permitted;
  }

  /** Whether some part of the Consent has two readings, so that it must be refused. */
  static boolean hasTwoReadings(ConsentPlan consent) {
    return hasTwoReadings(consent, root(consent), NOTHING, 0);
  }

  private static Provision root(ConsentPlan consent) {
    Provision root = consent.root();
    Who holders = new Who(root.who().holders(), 0, 0);
    return consent.form() == Form.R5
        ? new Provision(root.permits(), holders, ANYTHING, root.when(), root.exceptions())
        : root;
  }

  private static Answer answer(
      ConsentPlan consent, Provision rule, Provision above, int depth, Request request) {
    Provision whole = merged(rule, above, permits(consent, rule, depth));
    Answer below = Answer.NONE;
    for (Provision exception : rule.exceptions()) {
      Answer answer = answer(consent, exception, whole, depth + 1, request);
      below = answer.compareTo(below) > 0 ? answer : below;
    }
    if (below != Answer.NONE) {
      return below;
    }
    boolean permits = permits(consent, rule, depth);
    boolean byDefault = consent.form() == Form.R5
        && depth == 0
        && !permits
        && !rule.exceptions().isEmpty();
    if (byDefault || !applies(whole, permits, request)) {
      return Answer.NONE;
    }
    return permits ? Answer.PERMIT : Answer.DENY;
  }

  private static boolean permits(ConsentPlan consent, Provision rule, int depth) {
    boolean even = depth % 2 == 0;
    return consent.form() == Form.R5 ? consent.root().permits() == even : rule.permits();
  }

  /** What the rule states, and for the rest what is stated above. */
  private static Provision merged(Provision rule, Provision above, boolean permits) {
    Who who = new Who(
        first(rule.who().holders(), above.who().holders()),
        first(rule.who().purposes(), above.who().purposes()),
        first(rule.who().actions(), above.who().actions()));
    What mine = rule.what();
    What other = above.what();
    boolean authors = (mine.data() & 3) != 0;
    int keep = authors ? other.data() & ~3 : other.data() & 3;
    What what = new What(
        first(mine.types(), other.types()),
        first(mine.categories(), other.categories()),
        first(labels(mine.labels(), permits), other.labels()),
        mine.data() == 0 ? other.data() : mine.data() | keep,
        mine.days() == 0 ? other.firstDay() : mine.firstDay(),
        first(mine.days(), other.days()));
    When when = isStated(rule.when()) ? rule.when() : above.when();
    return new Provision(rule.permits(), who, what, when, rule.exceptions());
  }

  /** A permit of R is one of every label, a denial of R is one of the sensitive ones. */
  private static int labels(int stated, boolean permits) {
    return permits && (stated & RESTRICTED) != 0 ? stated | EVERY_LABEL : stated;
  }

  private static int first(int mine, int above) {
    return mine == 0 ? above : mine;
  }

  private static boolean isStated(When when) {
    return when.start() != 0 || when.end() != 0;
  }

  private static boolean applies(Provision rule, boolean permits, Request request) {
    return isHolder(rule.who().holders(), permits, request.holder())
        && isIn(ConsentUniverse.PURPOSES, rule.who().purposes(), request.purpose())
        && isAction(rule.who().actions(), permits, request.action())
        && isRecord(rule.what(), permits, request.record())
        && !request.at().isBefore(start(rule.when()))
        && request.at().isBefore(end(rule.when(), permits));
  }

  private static boolean isHolder(int holders, boolean permits, int holder) {
    boolean named = (holders & 1 << holder) != 0 || (holders & 4) != 0;
    boolean member = holder < 2;
    return holders == 0 ? !permits || member : named && member;
  }

  private static boolean isAction(int actions, boolean permits, Action action) {
    boolean reads = action == Action.READ || action == Action.SEARCH;
    if (actions == 0) {
      return !permits || reads;
    }
    return ((actions & 1) != 0 && reads)
        || ((actions & 2) != 0 && action == Action.CREATE)
        || ((actions & 4) != 0 && action == Action.AMEND);
  }

  private static boolean isRecord(What what, boolean permits, RecordFacts record) {
    boolean someCategory = false;
    for (var category : record.categories()) {
      someCategory |= isIn(ConsentUniverse.CATEGORIES, what.categories(), category);
    }
    boolean someLabel = false;
    boolean everyLabel = true;
    for (Label label : record.labels()) {
      boolean reached = isLabel(what.labels(), permits, label);
      someLabel |= reached;
      everyLabel &= reached;
    }
    long day = record.day().toEpochDay() - ConsentUniverse.FIRST_DAY.toEpochDay();
    boolean inDays =
        what.days() == 0 || (what.firstDay() <= day && day < what.firstDay() + what.days());
    return isIn(ConsentUniverse.TYPES, what.types(), record.type())
        && someCategory
        && (permits ? everyLabel : someLabel)
        && inDays
        && isIn(ConsentUniverse.AUTHORS, what.data() & 3, record.source())
        && isIn(ConsentUniverse.IDS, what.data() >> 2, record.id());
  }

  private static boolean isLabel(int labels, boolean permits, Label label) {
    if (labels == 0) {
      return !permits || label == Label.NORMAL;
    }
    return ((labels & 1) != 0 && label == Label.NORMAL)
        || ((labels & 2) != 0 && label == Label.PSY)
        || ((labels & 4) != 0 && label == Label.HIV)
        || ((labels & RESTRICTED) != 0 && label != Label.NORMAL)
        || (labels & EVERY_LABEL) != 0;
  }

  private static Instant start(When when) {
    return when.start() == 2 ? ConsentUniverse.NOW.plus(Duration.ofHours(1)) : Instant.MIN;
  }

  private static Instant end(When when, boolean permits) {
    return switch (when.end()) {
      case 0 -> permits ? ConsentUniverse.WORLD.openEnd() : Instant.MAX;
      case 1 -> ConsentUniverse.NOW.minus(Duration.ofHours(1));
      case 2 -> ConsentUniverse.NOW.plus(Duration.ofHours(1));
      case 3 -> ConsentUniverse.NOW.plus(Duration.ofHours(24));
      default -> Instant.parse("2026-03-03T05:00:00Z");
    };
  }

  private static boolean hasTwoReadings(
      ConsentPlan consent, Provision rule, Provision above, int depth) {
    boolean permits = permits(consent, rule, depth);
    Provision whole = merged(rule, above, permits);
    boolean mixed = (rule.what().labels() & 8) != 0 && (rule.what().labels() & 6) != 0;
    boolean deniesNormal = !permits && (rule.what().labels() & 1) != 0;
    boolean over = !end(whole.when(), permits).isAfter(ConsentUniverse.NOW);
    boolean purposeless = permits && whole.who().purposes() == 0 && !over;
    boolean beyond = consent.form() != Form.PCF && isBeyond(rule, above);
    return mixed
        || deniesNormal
        || purposeless
        || beyond
        || rule.exceptions().stream()
            .anyMatch(nested -> hasTwoReadings(consent, nested, whole, depth + 1));
  }

  private static boolean isBeyond(Provision rule, Provision above) {
    int holders = holders(rule.who().holders()) & ~holders(above.who().holders());
    return (above.who().holders() != 0 && holders != 0)
        || isBeyond(rule.who().purposes(), above.who().purposes())
        || isBeyond(rule.who().actions(), above.who().actions())
        || isBeyond(rule.what().types(), above.what().types())
        || isBeyond(rule.what().categories(), above.what().categories());
  }

  private static int holders(int mask) {
    return (mask & 4) != 0 ? 3 : mask;
  }

  private static boolean isBeyond(int mine, int above) {
    return above != 0 && (mine & ~above) != 0;
  }

  private static <T> boolean isIn(List<T> values, int mask, T value) {
    int index = values.indexOf(value);
    return mask == 0 || (index >= 0 && (mask & 1 << index) != 0);
  }

  /** Whether what was read allows the request: some grant does, and no directive that is in force forbids it. */
  static boolean allows(Terms terms, Request request) {
    boolean granted = false;
    for (Given given : terms.grants()) {
      granted |= grants(given, request);
    }
    boolean forbidden = false;
    for (Forbidden denial : terms.denials()) {
      boolean inForce = denial.until().map(request.at()::isBefore).orElse(true);
      forbidden |= inForce && forbids(denial.directive(), request);
    }
    return granted && !forbidden;
  }

  static boolean grants(Given given, Request request) {
    boolean scope = false;
    for (Atom atom : given.permission().scope().atoms()) {
      scope |= Model.means(atom, request.action(), request.record());
    }
    return scope
        && given.holder().equals(ConsentUniverse.HOLDERS.get(request.holder()))
        && given.permission().purposes().contains(request.purpose())
        && !request.at().isBefore(given.permission().window().notBefore())
        && request.at().isBefore(given.permission().window().expires());
  }

  private static boolean forbids(Directive directive, Request request) {
    Atom atom = directive.forbidden();
    Set<Label> labels = request.record().labels();
    long day = request.record().day().toEpochDay();
    return directive.vault().equals(ConsentUniverse.WORLD.vault())
        && holds(
            directive.holders(),
            Set.of(ConsentUniverse.HOLDERS.get(request.holder()).key()))
        && holds(directive.purposes(), Set.of(request.purpose()))
        && holds(atom.actions(), Set.of(request.action()))
        && holds(atom.types(), Set.of(request.record().type()))
        && holds(atom.categories(), request.record().categories())
        && holds(atom.labels(), labels)
        && holds(atom.sources(), Set.of(request.record().source()))
        && holds(atom.ids(), Set.of(request.record().id()))
        && atom.days().from().toEpochDay() <= day
        && day < atom.days().to().toEpochDay();
  }

  private static <T> boolean holds(Field<T> field, Set<T> values) {
    if (field instanceof Field.Some<T> some) {
      return values.stream().anyMatch(some.values()::contains);
    }
    return true;
  }
}
