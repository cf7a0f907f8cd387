// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.util.Arrays;
import java.util.Collection;

/**
 * A patient's standing denial: whatever the grants say, these records are not for them. A matching directive always
 * denies, and adding one never allows more (L42). In words:
 * {@code Directive.in(vault.id()).against(clinic.key()).labels(PSY).for_(TREAT)}.
 *
 * <p>What is not said is forbidden whole: {@code Directive.in(vault)} alone forbids everything to everybody. Each method
 * gives a new directive and leaves this one as it is. A denial reaches further than a grant's line: one label in common is
 * enough. It also binds whoever a named holder handed its grant on to. Immutable.
 *
 * @param vault whose records
 * @param holders against whom
 * @param purposes for which purposes
 * @param forbidden which records and actions
 */
public record Directive(
    VaultId vault, Field<VerifyKey> holders, Field<Purpose> purposes, Atom forbidden) {

  /**
   * Everything in a vault, for everybody: to be narrowed by the other methods.
   *
   * @param vault whose records
   */
  public static Directive in(VaultId vault) {
    Atom everything = new Atom(
        Field.all(), Field.all(), Field.all(), DayRange.ALL, Field.all(), Field.all(), Field.all());
    return new Directive(vault, Field.all(), Field.all(), everything);
  }

  /**
   * A record with one of these labels is for nobody and no purpose, break-glass included (L41).
   *
   * @param vault whose records
   * @param labels at least one
   */
  public static Directive never(VaultId vault, Label... labels) {
    return in(vault).labels(labels);
  }

  /**
   * Only against these holders, and whoever they hand their grants on to.
   *
   * @param some their keys in the vault's suite, at least one
   */
  public Directive against(VerifyKey... some) {
    return new Directive(vault, Field.of(Terms.some(some, "holder")), purposes, forbidden);
  }

  /**
   * Only for these purposes.
   *
   * @param some at least one
   */
  public Directive for_(Purpose... some) {
    return new Directive(vault, holders, Field.of(Terms.some(some, "purpose")), forbidden);
  }

  /**
   * Only these actions.
   *
   * @param some at least one
   */
  public Directive actions(Action... some) {
    Atom f = forbidden;
    Field<Action> actions = Field.of(Terms.some(some, "action"));
    return with(
        new Atom(actions, f.types(), f.categories(), f.days(), f.labels(), f.sources(), f.ids()));
  }

  /**
   * Only records that are in one of these categories.
   *
   * @param some at least one
   */
  public Directive categories(Category... some) {
    Atom f = forbidden;
    Field<Category> categories = Field.of(Terms.some(some, "category"));
    return with(
        new Atom(f.actions(), f.types(), categories, f.days(), f.labels(), f.sources(), f.ids()));
  }

  /**
   * Only records with one of these labels.
   *
   * @param some at least one
   */
  public Directive labels(Label... some) {
    Atom f = forbidden;
    Field<Label> labels = Field.of(Terms.some(some, "label"));
    return with(
        new Atom(f.actions(), f.types(), f.categories(), f.days(), labels, f.sources(), f.ids()));
  }

  /**
   * Only records of these days.
   *
   * @param range clinical days
   */
  public Directive days(DayRange range) {
    Atom f = forbidden;
    return with(
        new Atom(f.actions(), f.types(), f.categories(), range, f.labels(), f.sources(), f.ids()));
  }

  /**
   * Only records that these wrote.
   *
   * @param some at least one
   */
  public Directive writtenBy(Author... some) {
    Atom f = forbidden;
    Field<Author> sources = Field.of(Terms.some(some, "author"));
    return with(
        new Atom(f.actions(), f.types(), f.categories(), f.days(), f.labels(), sources, f.ids()));
  }

  /**
   * Only these records.
   *
   * @param some at least one
   */
  public Directive only(RecordId... some) {
    Atom f = forbidden;
    Field<RecordId> ids = Field.of(Terms.some(some, "record"));
    return with(
        new Atom(f.actions(), f.types(), f.categories(), f.days(), f.labels(), f.sources(), ids));
  }

  /**
   * It alone, as a custodian tells a holder what is about it: unsigned, so worth what the custodian's word is.
   *
   * @param suite the vault's, in which holders are named
   */
  public byte[] bytes(Suite suite) {
    return Directives.one(this, suite);
  }

  /**
   * Reads what {@link #bytes} gave, strictly.
   *
   * @param vault whose records
   * @param suite the vault's
   * @param bytes one directive
   * @throws health.habeas.error.InvalidInputException HBS-1027 for anything else
   */
  public static Directive parse(VaultId vault, Suite suite, byte[] bytes) {
    return Directives.one(vault, bytes, suite);
  }

  private Directive with(Atom atom) {
    return new Directive(vault, holders, purposes, atom);
  }

  /** Whether it concerns one of these holders and this request's vault and purpose. */
  boolean concerns(Collection<VerifyKey> chainHolders, AccessRequest request) {
    return vault.equals(request.vault())
        && purposes.contains(request.purpose())
        && chainHolders.stream().anyMatch(holders::contains);
  }

  /** Whether it forbids the action on this record. */
  boolean forbids(Action action, RecordFacts facts) {
    return forbidden.actions().contains(action)
        && forbidden.types().contains(facts.type())
        && forbidden.categories().containsAny(facts.categories())
        && forbidden.days().contains(facts.day())
        && forbidden.labels().containsAny(facts.labels())
        && forbidden.sources().contains(facts.source())
        && forbidden.ids().contains(facts.id());
  }

  /** Whether it forbids the action on every record of the selection. Else records are filtered one by one. */
  boolean forbidsAll(Action action, Selection selection) {
    return forbidden.actions().contains(action)
        && selection.types().within(forbidden.types())
        && selection.categories().within(forbidden.categories())
        && selection.days().within(forbidden.days())
        && forbidden.labels() instanceof Field.All<?>
        && !forbidden.isFinerThanKeys();
  }

  /** Whether keys of these days would be of no use to the holder: it may read nothing there, for no purpose of its grant. */
  boolean forbidsKeys(VerifyKey holder, Permission permission, CompartmentDays keys) {
    return holders.contains(holder)
        && purposes.containsAll(permission.purposes())
        && forbidden.actions().contains(Action.READ)
        && Category.of(keys.category()).filter(forbidden.categories()::contains).isPresent()
        && Arrays.stream(Label.values())
            .anyMatch(l ->
                (keys.labelMask() >> l.number() & 1) == 1 && forbidden.labels().contains(l))
        && keys.days().within(forbidden.days())
        && !forbidden.isFinerThanKeys();
  }

  /** Nothing of the content: what a patient forbids is health data. */
  @Override
  public String toString() {
    return "Directive[in " + vault + "]";
  }
}
