// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What somebody wants to grant, in words:
 * {@code GrantTerms.read(LABORATORY).since("2025-01-01").for_(TREAT).expiresIn(ofDays(30))}.
 *
 * <p>Unless said otherwise: label {@code NORMAL} only, all days, types and authors, every verifier, not to be handed on,
 * from now on. Purpose and end must be said. Each method gives new terms and leaves these as they are; a contradiction is
 * refused where it is made, with {@code GRANT_TERMS}. Immutable.
 */
public final class GrantTerms {
  private final Draft draft;

  private GrantTerms(Draft draft) {
    this.draft = draft;
  }

  /**
   * To read and search records of these categories.
   *
   * @param categories at least one
   */
  public static GrantTerms read(Category... categories) {
    return of(Set.of(Action.READ, Action.SEARCH), categories);
  }

  /**
   * To add records of these categories, and to read none (L44).
   *
   * @param categories at least one
   */
  public static GrantTerms create(Category... categories) {
    return of(Set.of(Action.CREATE), categories);
  }

  /**
   * To break the glass: to read and search in an emergency without asking, for 24 hours from the first use on, with a
   * receipt in the ledger before any key, and a notice to the patient (L41). Alone for {@code BTG}, not to be handed on,
   * never offline. Say how long it waits: {@code GrantTerms.breakGlass().expiresIn(Duration.ofDays(365))}. The vault revokes
   * it when it opens after those 24 hours.
   *
   * @param categories which records; none means what an emergency summary has: allergies, problems, medications,
   *     immunizations, procedures, devices and demographics
   */
  public static GrantTerms breakGlass(Category... categories) {
    Category[] summary = {
      Category.ALLERGIES,
      Category.PROBLEMS,
      Category.MEDICATIONS,
      Category.IMMUNIZATIONS,
      Category.PROCEDURES,
      Category.DEVICES,
      Category.DEMOGRAPHICS
    };
    return read(categories.length == 0 ? summary : categories).for_(Purpose.BTG);
  }

  /**
   * To do these things with records of these categories.
   *
   * @param actions at least one
   * @param categories at least one
   */
  public static GrantTerms of(Set<Action> actions, Category... categories) {
    Terms.require(!actions.isEmpty(), "at least one action is needed");
    Terms.require(categories.length > 0, "at least one category is needed");
    return new GrantTerms(Draft.of(Field.of(actions), Field.of(List.of(categories))));
  }

  /**
   * To do these things with records of every category.
   *
   * @param actions at least one
   */
  public static GrantTerms everyCategory(Action... actions) {
    Terms.require(actions.length > 0, "at least one action is needed");
    return new GrantTerms(Draft.of(Field.of(List.of(actions)), Field.all()));
  }

  /**
   * Only records from this day on, up to the day on which the grant expires.
   *
   * @param day for example {@code 2025-01-01}
   */
  public GrantTerms since(String day) {
    return since(Terms.day(day));
  }

  /**
   * Only records from this day on, up to the day on which the grant expires.
   *
   * @param day the first clinical day
   */
  public GrantTerms since(LocalDate day) {
    return line(line -> line.since(day));
  }

  /**
   * Only records before this day.
   *
   * @param day the day after the last
   */
  public GrantTerms before(LocalDate day) {
    return line(line -> line.before(day));
  }

  /**
   * Only these types of records, for FHIR resource types.
   *
   * @param types at least one
   */
  public GrantTerms types(String... types) {
    List.of(types).forEach(type -> Terms.requireText(type, "a type"));
    return line(line -> line.types(Terms.some(types, "type")));
  }

  /**
   * Records with these labels too, beside those with none.
   *
   * @param labels sensitive labels, at least one
   */
  public GrantTerms including(Label... labels) {
    return line(line -> line.including(Terms.some(labels, "label")));
  }

  /**
   * Only records whose labels are all among these, instead of those with none: without {@code NORMAL}, ordinary records are
   * left out.
   *
   * @param labels at least one
   */
  public GrantTerms labelled(Label... labels) {
    return line(line -> line.labelled(Terms.some(labels, "label")));
  }

  /**
   * Only records that these wrote. Keys can't express it, and custodians can't see it: the holder's own software keeps to it,
   * and the rendering says so.
   *
   * @param authors at least one
   */
  public GrantTerms writtenBy(Author... authors) {
    return line(line -> line.sources(Terms.some(authors, "author")));
  }

  /**
   * Only these records. Keys can't express it, and custodians can't see it: the holder's own software keeps to it, and the
   * rendering says so.
   *
   * @param ids at least one
   */
  public GrantTerms only(RecordId... ids) {
    return line(line -> line.ids(Terms.some(ids, "record")));
  }

  /**
   * And whatever the other terms say of records: a union. Everything else stays as it is here.
   *
   * @param other terms of which only actions, categories, days, types, labels, authors and ids count
   */
  public GrantTerms and(GrantTerms other) {
    return new GrantTerms(draft.and(other.draft));
  }

  /**
   * For these purposes. {@code BTG} stands alone: see {@link #breakGlass}.
   *
   * @param purposes at least one
   */
  public GrantTerms for_(Purpose... purposes) {
    return new GrantTerms(draft.purposes(Set.copyOf(Terms.some(purposes, "purpose"))));
  }

  /**
   * From this moment on, instead of from now on.
   *
   * @param start the first second
   */
  public GrantTerms startingAt(Instant start) {
    return new GrantTerms(draft.start(start));
  }

  /**
   * For so long after it is given, or after {@link #startingAt}.
   *
   * @param duration at least one second
   */
  public GrantTerms expiresIn(Duration duration) {
    Terms.require(duration.toSeconds() > 0, "a grant lasts at least one second");
    return new GrantTerms(draft.end(start -> start.plus(duration)));
  }

  /**
   * Until this moment.
   *
   * @param end the second at which it is over
   */
  public GrantTerms expiresAt(Instant end) {
    return new GrantTerms(draft.end(start -> end));
  }

  /**
   * May be handed on, so many links deep.
   *
   * @param depth 1 to {@value Conditions#MAX_DEPTH}
   */
  public GrantTerms delegable(int depth) {
    Terms.require(depth > 0, "a depth of 0 is the default");
    return new GrantTerms(draft.depth(depth));
  }

  /**
   * Only for these verifiers.
   *
   * @param verifiers their names, at least one
   */
  public GrantTerms audience(String... verifiers) {
    List.of(verifiers).forEach(name -> Terms.requireText(name, "a verifier's name"));
    return new GrantTerms(draft.audience(Field.of(Terms.some(verifiers, "verifier"))));
  }

  /**
   * The holder owes this.
   *
   * @param obligations at least one
   */
  public GrantTerms obliging(Obligation... obligations) {
    return new GrantTerms(draft.obligations(Set.copyOf(Terms.some(obligations, "obligation"))));
  }

  /**
   * Verifiers may use knowledge of revocations that is so old. Until then a revocation may go unnoticed.
   *
   * @param age at most 30 days
   */
  public GrantTerms offlineFor(Duration age) {
    return new GrantTerms(draft.offline(age));
  }

  /**
   * No more than so many uses: accesses that the ledger has, of this grant and of whatever is handed on below it together.
   *
   * @param uses 1 to {@value Limits#MAX_USES}
   */
  public GrantTerms usedAtMost(long uses) {
    return new GrantTerms(draft.limits(new Limits(OptionalLong.of(uses), Optional.empty())));
  }

  /**
   * What was read must be erased by then. The holder is told with every Allow; software can't enforce it on its side.
   *
   * @param moment not before the grant expires
   */
  public GrantTerms eraseAt(Instant moment) {
    return new GrantTerms(draft.limits(new Limits(OptionalLong.empty(), Optional.of(moment))));
  }

  /**
   * What a patient signs: every default and every duration becomes a value.
   *
   * @param now when it is given
   */
  public Permission permission(Instant now) {
    return draft.resolve(now);
  }

  /**
   * What a holder signs to hand part of its grant on. What these terms don't say of days, types, authors, ids, purposes,
   * end and audience is taken from the parent, whose obligations always come along; what they do say is kept, and
   * {@link GrantChain#narrow} refuses it when it is wider.
   *
   * @param parent the last grant of the chain
   * @param now when it is handed on
   */
  public Permission within(Grant parent, Instant now) {
    return draft.resolveWithin(parent.permission(), now);
  }

  private GrantTerms line(UnaryOperator<DraftLine> change) {
    return new GrantTerms(draft.line(change));
  }

  /** Nothing of the content: terms may name health data. */
  @Override
  public String toString() {
    return "GrantTerms[" + draft.lines().size()
        + (draft.lines().size() == 1 ? " line]" : " lines]");
  }
}
