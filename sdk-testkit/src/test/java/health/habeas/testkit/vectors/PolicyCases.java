// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import static health.habeas.testkit.vectors.Cbor.numbers;

import health.habeas.grant.Action;
import health.habeas.grant.Atom;
import health.habeas.grant.DayRange;
import health.habeas.grant.Directive;
import health.habeas.grant.Field;
import health.habeas.grant.Purpose;
import health.habeas.grant.Selection;
import health.habeas.grant.VaultId;
import health.habeas.key.VerifyKey;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Purposes by equality (L40, L41) and the patient's directives (L42). */
final class PolicyCases {
  private static final Atom ANYTHING = new Atom(
      Field.all(), Field.all(), Field.all(), DayRange.ALL, Field.all(), Field.all(), Field.all());
  private static final Body WIDE = Body.example().scope(Line.EVERYTHING);
  private static final Ask SENSITIVE = Ask.of(Ask.facts(
      "2025-06-01", Set.of(Category.LABORATORY, Category.PROBLEMS), Label.PSY, Label.HIV));
  private static final Ask LABORATORY = Ask.of(Selection.of(Category.LABORATORY));

  private static final Ask GLASS = Ask.EXAMPLE.for_(Purpose.BTG);

  private final List<Vector> all = new ArrayList<>();

  static List<Vector> all() {
    PolicyCases cases = new PolicyCases();
    cases.purposes();
    cases.breakGlass();
    cases.who();
    cases.what();
    cases.selections();
    return cases.all;
  }

  private void purposes() {
    purpose("etreat-under-treat", Purpose.ETREAT, "L40", numbers(1));
    purpose("treat-under-etreat", Purpose.TREAT, "L40", numbers(2));
    purpose("mltraining-under-hoperat", Purpose.MLTRAINING, "L40", numbers(13));
    purpose("clintrch-under-hresch", Purpose.CLINTRCH, "L40", numbers(6));
    purpose("btg-under-treat", Purpose.BTG, "L41", numbers(1));
    purpose("treat-under-btg", Purpose.TREAT, "L41", numbers(3));
    all.add(Shown.denied("HBS-1012", "purpose/dropped-by-the-child", "L16")
        .family(Family.root(b -> b.with(7, numbers(1, 2))).and(b -> b.with(7, numbers(1))))
        .asks(Ask.EXAMPLE.for_(Purpose.ETREAT)));
    all.add(Shown.allowed("purpose/second-of-two", "L40")
        .grants(Body.example().with(7, numbers(1, 2)))
        .asks(Ask.EXAMPLE.for_(Purpose.ETREAT)));
    all.add(Shown.allowed("purpose/treat-beside-btg", "L41")
        .grants(Body.example().with(7, numbers(1, 3))));
  }

  private void purpose(String name, Purpose asked, String law, byte[] granted) {
    all.add(Shown.denied("HBS-1012", "purpose/" + name, law)
        .grants(Body.example().with(7, granted))
        .asks(Ask.EXAMPLE.for_(asked)));
  }

  private void breakGlass() {
    Body alone = Body.example().with(7, numbers(3));
    glass("alone").grants(alone);
    glass("to-search").grants(alone).asks(GLASS.to(Action.SEARCH));
    glass("never-broken-for-a-year").grants(alone.with(9, Body.EXPIRES + 31_536_000));
    glass("last-second-of-24-hours").grants(alone).brokenAt(Shown.NOW - 86_399);
    glass("60-seconds-old-view").grants(alone).viewOf(Shown.NOW - 60);
    glass("directive-for-another-label")
        .grants(alone)
        .directive(against(atom(Field.all(), DayRange.ALL, Field.of(Label.HIV))));
    all.add(Shown.allowed("break-glass/treat-is-not-bound-by-a-break", "L41")
        .brokenAt(Shown.NOW - 86_400));
    noGlass("HBS-1025", "24-hours-later").grants(alone).brokenAt(Shown.NOW - 86_400);
    noGlass("HBS-1025", "24-hours-later-by-the-view")
        .grants(alone)
        .brokenAt(Shown.NOW - 86_399)
        .viewOf(Shown.NOW + 1);
    noGlass("HBS-1025", "beside-treat").grants(alone.with(7, numbers(1, 3)));
    noGlass("HBS-1025", "may-be-handed-on").grants(alone.with(10, 1));
    noGlass("HBS-1025", "handed-on")
        .family(Family.root(b -> b.with(7, numbers(3)).with(10, 1)).and(b -> b.with(10, 0)));
    noGlass("HBS-1025", "also-to-create").grants(alone.line(Line.ACTIONS, numbers(1, 3)));
    noGlass("HBS-1025", "every-action").grants(alone.line(Line.ACTIONS, Cbor.ALL));
    noGlass("HBS-1025", "to-amend").grants(alone).asks(GLASS.to(Action.AMEND));
    noGlass("HBS-1017", "offline").grants(alone.with(16, 3600)).viewOf(Shown.NOW - 61);
    noGlass("HBS-1016", "never-label")
        .grants(alone)
        .directive(against(atom(Field.all(), DayRange.ALL, Field.of(Label.NORMAL))));
    noGlass("HBS-1012", "under-etreat").grants(Body.example().with(7, numbers(2)));
  }

  private Shown glass(String name) {
    return add(Shown.allowed("break-glass/" + name, "L41").asks(GLASS));
  }

  private Shown noGlass(String code, String name) {
    return add(Shown.denied(code, "break-glass/" + name, "L41").asks(GLASS));
  }

  private Shown add(Shown shown) {
    all.add(shown);
    return shown;
  }

  private void who() {
    forbids("everything").directive(against(ANYTHING));
    forbids("this-holder").directive(to(Person.CLINIC));
    forbids("the-last-holder-of-two").family(Family.of(2)).directive(to(Person.LAB));
    forbids("a-holder-higher-up").family(Family.of(3)).directive(to(Person.CLINIC));
    forbids("this-purpose").directive(for_(Field.of(Purpose.TREAT, Purpose.ETREAT)));
    forbids("second-of-two").directive(to(Person.MALLORY)).directive(against(ANYTHING));
    leaves("another-holder").directive(to(Person.MALLORY));
    leaves("the-patient-who-holds-nothing").directive(to(Person.ALICE));
    leaves("another-purpose").directive(for_(Field.of(Purpose.HRESCH)));
    leaves("no-purpose").directive(for_(Field.of()));
    leaves("another-vault")
        .directive(new Directive(
            VaultId.ofBytes(Person.MALLORY.vault()), Field.all(), Field.all(), ANYTHING));
  }

  private void what() {
    record(
        "one-common-label",
        true,
        atom(Field.of(Category.LABORATORY), DayRange.ALL, Field.of(Label.HIV, Label.SEX)));
    record(
        "one-common-category",
        true,
        atom(Field.of(Category.PROBLEMS, Category.IMAGING), DayRange.ALL, Field.all()));
    record("this-day", true, atom(Field.all(), DayRange.ofNumbers(45807, 45808), Field.all()));
    record(
        "another-label", false, atom(Field.all(), DayRange.ALL, Field.of(Label.NORMAL, Label.SEX)));
    record("another-category", false, atom(Field.of(Category.IMAGING), DayRange.ALL, Field.all()));
    record(
        "the-day-before", false, atom(Field.all(), DayRange.ofNumbers(45800, 45807), Field.all()));
    record(
        "the-day-after", false, atom(Field.all(), DayRange.ofNumbers(45808, 45900), Field.all()));
    record("no-days", false, atom(Field.all(), DayRange.ofNumbers(45807, 45807), Field.all()));
    record(
        "another-action",
        false,
        finer(Field.of(Action.SEARCH), Field.all(), Field.all(), Field.all()));
    record(
        "another-type", false, finer(Field.all(), Field.of("Condition"), Field.all(), Field.all()));
    record(
        "another-source",
        false,
        finer(Field.all(), Field.all(), Field.of(new Author(Person.LAB.key())), Field.all()));
    record(
        "another-id",
        false,
        finer(Field.all(), Field.all(), Field.all(), Field.of(new RecordId("record-2"))));
    record(
        "this-id",
        true,
        finer(
            Field.of(Action.READ),
            Field.of("Observation"),
            Field.of(new Author(Person.CLINIC.key())),
            Field.of(new RecordId("record-1"))));
  }

  private void record(String name, boolean isForbidden, Atom atom) {
    (isForbidden ? forbids(name) : leaves(name))
        .grants(WIDE)
        .asks(SENSITIVE)
        .directive(against(atom));
  }

  private void selections() {
    forbids("whole-selection")
        .asks(LABORATORY)
        .directive(against(atom(Field.of(Category.LABORATORY), DayRange.ALL, Field.all())));
    leaves("part-of-the-selected-categories")
        .grants(WIDE)
        .asks(Ask.of(Selection.of(Category.LABORATORY, Category.PROBLEMS)))
        .directive(against(atom(Field.of(Category.LABORATORY), DayRange.ALL, Field.all())));
    leaves("part-of-the-selected-days")
        .asks(LABORATORY)
        .directive(against(atom(Field.all(), DayRange.ofNumbers(0, 46000), Field.all())));
    leaves("some-labels-of-a-selection")
        .asks(LABORATORY)
        .directive(against(atom(Field.all(), DayRange.ALL, Field.of(Label.values()))));
    leaves("some-ids-of-a-selection")
        .asks(LABORATORY)
        .directive(against(
            finer(Field.all(), Field.all(), Field.all(), Field.of(new RecordId("record-1")))));
    leaves("some-sources-of-a-selection")
        .asks(LABORATORY)
        .directive(against(finer(
            Field.all(), Field.all(), Field.of(new Author(Person.CLINIC.key())), Field.all())));
    leaves("all-types-by-name-of-a-selection")
        .asks(LABORATORY)
        .directive(against(finer(Field.all(), Field.of("Observation"), Field.all(), Field.all())));
    forbids("days-within")
        .asks(Ask.of(new Selection(Field.all(), Field.all(), DayRange.ofNumbers(45800, 45900))))
        .directive(against(atom(Field.all(), DayRange.ofNumbers(45800, 45900), Field.all())));
  }

  private Shown forbids(String name) {
    return added(Shown.denied("HBS-1016", "directive/against-" + name, "L42"));
  }

  private Shown leaves(String name) {
    return added(Shown.allowed("directive/against-" + name, "L42"));
  }

  private Shown added(Shown shown) {
    all.add(shown);
    return shown;
  }

  private static Directive against(Atom atom) {
    return new Directive(VaultId.ofBytes(Person.ALICE.vault()), Field.all(), Field.all(), atom);
  }

  private static Directive to(Person holder) {
    return new Directive(
        VaultId.ofBytes(Person.ALICE.vault()),
        Field.of(new VerifyKey(holder.key())),
        Field.all(),
        ANYTHING);
  }

  private static Directive for_(Field<Purpose> purposes) {
    return new Directive(VaultId.ofBytes(Person.ALICE.vault()), Field.all(), purposes, ANYTHING);
  }

  private static Atom atom(Field<Category> categories, DayRange days, Field<Label> labels) {
    return new Atom(Field.all(), Field.all(), categories, days, labels, Field.all(), Field.all());
  }

  private static Atom finer(
      Field<Action> actions, Field<String> types, Field<Author> sources, Field<RecordId> ids) {
    return new Atom(actions, types, Field.all(), DayRange.ALL, Field.all(), sources, ids);
  }
}
