// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import static health.habeas.testkit.vectors.Cbor.ALL;
import static health.habeas.testkit.vectors.Cbor.bytes;
import static health.habeas.testkit.vectors.Cbor.numbers;
import static health.habeas.testkit.vectors.Cbor.texts;

import health.habeas.grant.Action;
import health.habeas.grant.DayRange;
import health.habeas.grant.Field;
import health.habeas.grant.Selection;
import health.habeas.record.Category;
import health.habeas.record.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a scope matches and what not: records by each field, selections by their overlap (L9, L11, L12, L16). */
final class ScopeCases {
  private static final Set<Category> LABORATORY = Set.of(Category.LABORATORY);
  private static final Ask PSY_AND_HIV =
      Ask.of(Ask.facts("2025-06-01", LABORATORY, Label.PSY, Label.HIV));

  private final List<Vector> all = new ArrayList<>();

  static List<Vector> all() {
    ScopeCases cases = new ScopeCases();
    cases.fields();
    cases.labels();
    cases.days();
    cases.lines();
    cases.selections();
    return cases.all;
  }

  private void fields() {
    denied("action-not-granted", "L11").asks(Ask.EXAMPLE.to(Action.AMEND));
    denied("create-under-read-and-search", "L44").asks(Ask.EXAMPLE.to(Action.CREATE));
    denied("read-under-create", "L44").grants(line(Line.ACTIONS, numbers(3)));
    allowed("create-under-create")
        .grants(line(Line.ACTIONS, numbers(3)))
        .asks(Ask.EXAMPLE.to(Action.CREATE));
    denied("category-not-granted", "L11").grants(line(Line.CATEGORIES, numbers(2, 3)));
    allowed("one-of-two-categories-granted")
        .asks(Ask.of(
            Ask.facts("2025-06-01", Set.of(Category.PROBLEMS, Category.LABORATORY), Label.NORMAL)));
    denied("type-not-granted", "L11").grants(line(Line.TYPES, texts("Condition")));
    denied("type-in-small-letters", "L11").grants(line(Line.TYPES, texts("observation")));
    denied("type-named-all", "L11").grants(line(Line.TYPES, texts("ALL")));
    allowed("type-granted").grants(line(Line.TYPES, texts("Observation")));
    denied("source-not-granted", "L11")
        .grants(line(Line.SOURCES, Cbor.array(bytes(Person.LAB.key()))));
    allowed("source-granted").grants(line(Line.SOURCES, Cbor.array(bytes(Person.CLINIC.key()))));
    denied("id-not-granted", "L11").grants(line(Line.IDS, texts("record-2")));
    allowed("id-granted").grants(line(Line.IDS, texts("record-1")));
    String[] names = {"actions", "types", "categories", "", "labels", "sources", "ids"};
    for (int field = 0; field < names.length; field++) {
      if (field != Line.DAYS) {
        denied(names[field] + "-empty", "L9").grants(line(field, numbers()));
      }
    }
    allowed("everything")
        .grants(Body.example().scope(Line.EVERYTHING))
        .asks(PSY_AND_HIV.to(Action.AMEND));
  }

  private void labels() {
    denied("sensitive-label-under-normal", "L12")
        .asks(Ask.of(Ask.facts("2025-06-01", LABORATORY, Label.PSY)));
    denied("normal-under-sensitive-label", "L12").grants(line(Line.LABELS, numbers(1)));
    denied("one-of-two-labels-granted", "L12")
        .grants(line(Line.LABELS, numbers(0, 1)))
        .asks(PSY_AND_HIV);
    allowed("both-labels-granted").grants(line(Line.LABELS, numbers(1, 3))).asks(PSY_AND_HIV);
    denied("labels-granted-in-two-lines", "L12")
        .grants(Body.example()
            .scope(
                Line.EXAMPLE.with(Line.LABELS, numbers(1)),
                Line.EXAMPLE.with(Line.LABELS, numbers(3))))
        .asks(PSY_AND_HIV);
    denied("record-without-labels", "L12").asks(Ask.of(Ask.facts("2025-06-01", LABORATORY)));
    denied("record-without-categories", "L11")
        .asks(Ask.of(Ask.facts("2025-06-01", Set.of(), Label.NORMAL)));
  }

  private void days() {
    allowed("first-day").asks(on("2025-01-01"));
    denied("day-before-the-first", "L11").asks(on("2024-12-31"));
    allowed("last-day").asks(on("2026-03-31"));
    denied("day-after-the-last", "L11").asks(on("2026-04-01"));
    denied("no-days", "L9").grants(line(Line.DAYS, numbers(45807, 45807)));
    allowed("leap-day").grants(line(Line.DAYS, numbers(45349, 45350))).asks(on("2024-02-29"));
    allowed("day-0").grants(line(Line.DAYS, numbers(0, 1))).asks(on("1900-01-01"));
    allowed("day-131071").grants(line(Line.DAYS, ALL)).asks(on("2258-11-11"));
  }

  private void lines() {
    denied("no-lines", "L9").grants(Body.example().scope());
    allowed("second-line")
        .grants(Body.example().scope(Line.EXAMPLE.with(Line.CATEGORIES, numbers(2)), Line.EXAMPLE));
    denied("fields-of-two-lines-mixed", "L11")
        .grants(Body.example()
            .scope(
                Line.EXAMPLE.with(Line.CATEGORIES, numbers(2)),
                Line.EXAMPLE.with(Line.IDS, texts("record-2"))));
    all.add(Shown.denied("HBS-1011", "scope/in-the-root-but-not-the-child", "L16")
        .family(Family.root(b -> b).and(b -> b.line(Line.DAYS, numbers(45900, 46000)))));
    all.add(Shown.denied("HBS-1011", "scope/child-with-no-lines", "L9")
        .family(Family.root(b -> b).and(b -> b.scope())));
  }

  private void selections() {
    allowed("selection-of-everything").asks(Ask.of(Selection.EVERYTHING));
    allowed("selection-that-overlaps")
        .asks(Ask.of(Selection.of(Category.LABORATORY, Category.IMAGING)));
    denied("selection-of-other-categories", "L11").asks(Ask.of(Selection.of(Category.IMAGING)));
    denied("selection-of-nothing", "L9")
        .asks(Ask.of(new Selection(Field.of(), Field.all(), DayRange.ALL)));
    denied("selection-of-other-types", "L11")
        .grants(line(Line.TYPES, texts("Condition")))
        .asks(
            Ask.of(new Selection(Field.of("Observation", "Procedure"), Field.all(), DayRange.ALL)));
    allowed("selection-up-to-the-first-day").asks(days(45000, 45657));
    denied("selection-that-ends-before-the-first-day", "L11").asks(days(45000, 45656));
    allowed("selection-from-the-last-day").asks(days(46110, 46200));
    denied("selection-from-the-day-after-the-last", "L11").asks(days(46111, 46200));
    allowed("selection-from-day-0").asks(days(0, 46000));
    denied("selection-of-no-days", "L9").asks(days(45700, 45700));
    denied("selection-under-another-action", "L11")
        .asks(Ask.of(Selection.EVERYTHING).to(Action.AMEND));
    denied("selection-under-a-line-without-labels", "L9")
        .grants(line(Line.LABELS, numbers()))
        .asks(Ask.of(Selection.EVERYTHING));
    denied("selection-under-a-line-without-ids", "L9")
        .grants(line(Line.IDS, numbers()))
        .asks(Ask.of(Selection.EVERYTHING));
    denied("selection-over-two-lines-mixed", "L11")
        .grants(Body.example()
            .scope(
                Line.EXAMPLE
                    .with(Line.CATEGORIES, numbers(2))
                    .with(Line.TYPES, texts("Observation")),
                Line.EXAMPLE.with(Line.TYPES, texts("Procedure"))))
        .asks(Ask.of(
            new Selection(Field.of("Observation"), Field.of(Category.LABORATORY), DayRange.ALL)));
  }

  private static Ask on(String day) {
    return Ask.of(Ask.facts(day, LABORATORY, Label.NORMAL));
  }

  private static Ask days(int from, int to) {
    return Ask.of(new Selection(Field.all(), Field.all(), DayRange.ofNumbers(from, to)));
  }

  private static Body line(int field, byte[] value) {
    return Body.example().line(field, value);
  }

  private Shown allowed(String name) {
    Shown shown = Shown.allowed("scope/" + name, "L11");
    all.add(shown);
    return shown;
  }

  private Shown denied(String name, String law) {
    Shown shown = Shown.denied("HBS-1011", "scope/" + name, law);
    all.add(shown);
    return shown;
  }
}
