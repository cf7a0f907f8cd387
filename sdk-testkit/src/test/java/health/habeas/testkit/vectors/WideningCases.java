// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import static health.habeas.testkit.vectors.Cbor.ALL;
import static health.habeas.testkit.vectors.Cbor.number;
import static health.habeas.testkit.vectors.Cbor.numbers;
import static health.habeas.testkit.vectors.Cbor.texts;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Children that go beyond their parent in one dimension, and children that use all that they may (L15, L17, L22). */
final class WideningCases {
  private static final byte[] CLINIC = Cbor.bytes(Person.CLINIC.key());
  private static final byte[] LAB = Cbor.bytes(Person.LAB.key());

  private final List<Vector> all = new ArrayList<>();

  static List<Vector> all() {
    WideningCases cases = new WideningCases();
    cases.lines();
    cases.terms();
    cases.caps();
    cases.shape();
    cases.narrower();
    return cases.all;
  }

  private void lines() {
    line("action", Line.ACTIONS, numbers(1), numbers(1, 2));
    line("action-all", Line.ACTIONS, numbers(1, 2, 3, 4), ALL);
    line("type", Line.TYPES, texts("Observation"), Cbor.texts("Condition", "Observation"));
    line("type-all", Line.TYPES, texts("Observation"), ALL);
    line("category", Line.CATEGORIES, numbers(6), numbers(2, 6));
    line(
        "category-all",
        Line.CATEGORIES,
        Cbor.numbers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20),
        ALL);
    line("day-earlier", Line.DAYS, numbers(45656, 46111), numbers(45655, 46111));
    line("day-later", Line.DAYS, numbers(45656, 46111), numbers(45656, 46112));
    line("days-all", Line.DAYS, numbers(0, 131071), ALL);
    line("label", Line.LABELS, numbers(0), numbers(0, 1));
    line("label-all", Line.LABELS, numbers(0, 1, 2, 3, 4, 5, 6, 7), ALL);
    line("source", Line.SOURCES, Cbor.array(CLINIC), Cbor.set(List.of(CLINIC, LAB)));
    line("source-all", Line.SOURCES, Cbor.array(CLINIC), ALL);
    line("id", Line.IDS, texts("record-1"), texts("record-1", "record-2"));
    line("id-all", Line.IDS, texts("record-1"), ALL);
  }

  private void terms() {
    terms("purpose", b -> b, b -> b.with(7, numbers(1, 2)));
    terms("window-earlier", b -> b, b -> b.with(8, Body.NOT_BEFORE - 1));
    terms("window-later", b -> b, b -> b.with(9, Body.EXPIRES + 1));
    terms(
        "audience",
        b -> b.with(11, texts("custodian-1")),
        b -> b.with(11, texts("custodian-1", "custodian-2")));
    terms("audience-all", b -> b.with(11, texts("custodian-1")), b -> b.with(11, ALL));
    terms("obligation-dropped", b -> b.with(12, numbers(1, 3)), b -> b.with(12, numbers(1)));
    terms("obligation-exchanged", b -> b.with(12, numbers(1)), b -> b.with(12, numbers(2)));
    terms("offline", b -> b.with(16, 600), b -> b.with(16, 601));
    terms("offline-from-0", b -> b, b -> b.with(16, 1));
  }

  private void caps() {
    terms("uses", b -> b.with(18, 5), b -> b.with(18, 6));
    terms("uses-without-limit", b -> b.with(18, 5), b -> b.with(18, 0));
    terms("erase-later", b -> b.with(19, Body.EXPIRES), b -> b.with(19, Body.EXPIRES + 1));
    terms("erase-unsaid", b -> b.with(19, Body.EXPIRES), b -> b.with(19, 0));
  }

  private void shape() {
    terms("parent-line-that-is-not-there", b -> b, b -> b.line(Line.PARENT, number(1)));
    Line problems = Line.EXAMPLE.with(Line.CATEGORIES, numbers(2));
    UnaryOperator<Body> both = b -> b.scope(problems, Line.EXAMPLE);
    terms(
        "parent-line-of-another-kind",
        both,
        b -> b.scope(Line.EXAMPLE.with(Line.PARENT, number(0))));
    terms("line-over-two-parent-lines", both, b -> b.line(Line.CATEGORIES, numbers(2, 6)));
    terms("line-under-an-empty-scope", b -> b.scope(), b -> b.scope(Line.EXAMPLE));
    terms(
        "empty-line-with-more-categories",
        b -> b,
        b -> b.scope(
            Line.EXAMPLE, Line.EXAMPLE.with(Line.ACTIONS, numbers()).with(Line.CATEGORIES, ALL)));
    terms("second-line-wider", b -> b, b -> b.scope(Line.EXAMPLE, problems));
    all.add(Shown.denied("HBS-1009", "widening/in-the-third-link", "L17")
        .family(Family.root(b -> b).and(b -> b).and(b -> b.line(Line.LABELS, ALL))));
    all.add(Shown.denied("HBS-1009", "widening/back-to-what-the-root-had", "L17")
        .family(Family.root(b -> b)
            .and(b -> b.line(Line.ACTIONS, numbers(1)))
            .and(b -> b.scope(Line.EXAMPLE))));
  }

  private void narrower() {
    allowed(
        "all-down-to-one-record",
        b -> b.scope(Line.EVERYTHING),
        b -> b.scope(Line.EXAMPLE
            .with(Line.ACTIONS, numbers(1))
            .with(Line.TYPES, texts("Observation"))
            .with(Line.DAYS, numbers(45807, 45808))
            .with(Line.SOURCES, Cbor.array(CLINIC))
            .with(Line.IDS, texts("record-1"))));
    allowed(
        "second-line-named",
        b -> b.scope(Line.EXAMPLE.with(Line.CATEGORIES, numbers(2)), Line.EXAMPLE),
        b -> b.line(Line.PARENT, number(1)));
    allowed("one-parent-line-twice", b -> b, b -> b.scope(Line.EXAMPLE, Line.EXAMPLE));
    allowed(
        "empty-line-within",
        b -> b,
        b -> b.scope(Line.EXAMPLE, Line.EXAMPLE.with(Line.ACTIONS, numbers())));
    allowed(
        "no-days-outside-the-parents",
        b -> b,
        b -> b.scope(Line.EXAMPLE, Line.EXAMPLE.with(Line.DAYS, numbers(5, 5))));
    allowed("window-inside", b -> b, b -> b.with(8, Body.NOT_BEFORE + 1).with(9, Body.EXPIRES - 1));
    allowed("audience-named", b -> b, b -> b.with(11, texts("custodian-1")));
    allowed("obligation-added", b -> b.with(12, numbers(1)), b -> b.with(12, numbers(1, 2, 3)));
    allowed("offline-less", b -> b.with(16, 600), b -> b.with(16, 60));
    allowed("uses-added", b -> b, b -> b.with(18, 5));
    allowed("erase-at-added", b -> b, b -> b.with(19, Body.EXPIRES));
    allowed("depth-skipped", b -> b, b -> b.with(10, 0));
    allowed("purpose-dropped", b -> b.with(7, numbers(1, 2)), b -> b.with(7, numbers(1)));
  }

  private void line(String name, int field, byte[] parent, byte[] child) {
    terms(name, b -> b.line(field, parent), b -> b.line(field, child));
  }

  private void terms(String name, UnaryOperator<Body> parent, UnaryOperator<Body> child) {
    String law = name.startsWith("obligation") ? "L22" : "L17";
    all.add(Shown.denied("HBS-1009", "widening/" + name, law)
        .family(Family.root(parent).and(child)));
  }

  private void allowed(String name, UnaryOperator<Body> parent, UnaryOperator<Body> child) {
    all.add(
        Shown.allowed("widening/not-" + name, "L15").family(Family.root(parent).and(child)));
  }
}
