// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import static health.habeas.testkit.vectors.Cbor.number;
import static health.habeas.testkit.vectors.Cbor.numbers;
import static health.habeas.testkit.vectors.Cbor.texts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Fields of a grant that are missing, of another kind or size, unknown, at a limit and beyond it (L4, L5, L9). */
final class FieldCases {
  private static final String MALFORMED = "HBS-1001";
  private static final String LIMIT = "HBS-1006";
  private static final String UNKNOWN = "HBS-1007";
  private static final long LAST_SECOND = 253402300799L;
  private static final List<String> NAMES = List.of(
      "version",
      "suite",
      "vault",
      "issuer",
      "holder",
      "scope",
      "purposes",
      "not-before",
      "expires",
      "depth",
      "audience",
      "obligations",
      "nonce",
      "parent",
      "status",
      "offline",
      "keybox",
      "uses",
      "erase-at",
      "ledger-size");

  private final List<Vector> all = new ArrayList<>();

  static List<Vector> all() {
    FieldCases cases = new FieldCases();
    cases.missingAndOther();
    cases.sizes();
    cases.unknown();
    cases.bounds();
    cases.sets();
    cases.lines();
    cases.limits();
    return cases.all;
  }

  private void missingAndOther() {
    for (int field = 1; field <= 20; field++) {
      String name = NAMES.get(field - 1);
      add(MALFORMED, name + "-missing", "L9", Body.example().without(field));
      byte[] other = List.of(6, 7, 11, 12).contains(field) ? number(1) : texts("1");
      add(MALFORMED, name + "-of-another-kind", "L9", Body.example().with(field, other));
    }
  }

  private void sizes() {
    for (int[] wrong : new int[][] {
      {3, 31}, {3, 33}, {4, 31}, {4, 0}, {5, 33}, {13, 15}, {13, 17}, {14, 1}, {14, 31}, {15, 33},
      {17, 0}
    }) {
      byte[] value = Cbor.bytes(Cbor.filled(wrong[1], 7));
      String name = NAMES.get(wrong[0] - 1) + "-of-" + wrong[1] + "-bytes";
      add(MALFORMED, name, "L1", Body.example().with(wrong[0], value));
    }
  }

  private void unknown() {
    add(UNKNOWN, "version-2", "L4", Body.example().with(1, 2));
    add(UNKNOWN, "version-0", "L4", Body.example().with(1, 0));
    add(UNKNOWN, "version-negative", "L4", Body.example().with(1, -1));
    add(UNKNOWN, "suite-3", "L4", Body.example().with(2, 3));
    add(UNKNOWN, "suite-0", "L4", Body.example().with(2, 0));
    add(UNKNOWN, "field-21", "L4", Body.example().with(21, 0));
    add(UNKNOWN, "field-1000", "L4", Body.example().with(1000, 0));
    add(UNKNOWN, "purpose-0", "L4", Body.example().with(7, numbers(0, 1)));
    add(UNKNOWN, "purpose-16", "L4", Body.example().with(7, numbers(1, 16)));
    add(UNKNOWN, "obligation-0", "L4", Body.example().with(12, numbers(0)));
    add(UNKNOWN, "obligation-4", "L4", Body.example().with(12, numbers(1, 4)));
    add(UNKNOWN, "action-0", "L4", line(Line.ACTIONS, numbers(0, 1)));
    add(UNKNOWN, "action-5", "L4", line(Line.ACTIONS, numbers(1, 5)));
    add(UNKNOWN, "category-0", "L4", line(Line.CATEGORIES, numbers(0, 6)));
    add(UNKNOWN, "category-21", "L4", line(Line.CATEGORIES, numbers(6, 21)));
    add(UNKNOWN, "label-8", "L4", line(Line.LABELS, numbers(0, 8)));
    add(MALFORMED, "purpose-negative", "L4", Body.example().with(7, numbers(1, -1)));
    add(MALFORMED, "label-negative", "L4", line(Line.LABELS, numbers(0, -1)));
    add(MALFORMED, "action-beyond-31-bits", "L4", line(Line.ACTIONS, numbers(1, 1L << 31)));
  }

  private void bounds() {
    add("depth-4-at-limit", Body.example().with(10, 4));
    add(MALFORMED, "depth-5", "L5", Body.example().with(10, 5));
    add(MALFORMED, "depth-negative", "L5", Body.example().with(10, -1));
    add("uses-at-limit", Body.example().with(18, 1_000_000));
    add(MALFORMED, "uses-beyond-limit", "L5", Body.example().with(18, 1_000_001));
    add(MALFORMED, "uses-negative", "L5", Body.example().with(18, -1));
    add("offline-at-limit", Body.example().with(16, 2_592_000));
    add(MALFORMED, "offline-beyond-limit", "L5", Body.example().with(16, 2_592_001));
    add(MALFORMED, "offline-negative", "L5", Body.example().with(16, -1));
    add("window-of-all-time", Body.example().with(8, 0).with(9, LAST_SECOND));
    add(MALFORMED, "not-before-negative", "L23", Body.example().with(8, -1));
    add(MALFORMED, "expires-beyond-year-9999", "L23", Body.example().with(9, LAST_SECOND + 1));
    add(MALFORMED, "window-empty", "L23", Body.example().with(9, Body.NOT_BEFORE));
    add(MALFORMED, "window-turned-round", "L23", Body.example().with(9, Body.NOT_BEFORE - 1));
    add("erase-at-expiry", Body.example().with(19, Body.EXPIRES));
    add(MALFORMED, "erase-before-expiry", "L1", Body.example().with(19, Body.EXPIRES - 1));
    add(MALFORMED, "erase-beyond-year-9999", "L1", Body.example().with(19, LAST_SECOND + 1));
    add("ledger-size-at-limit", Body.example().with(20, 9007199254740991L));
    add(MALFORMED, "ledger-size-beyond-limit", "L5", Body.example().with(20, 9007199254740992L));
    add(MALFORMED, "ledger-size-negative", "L5", Body.example().with(20, -1));
    add(MALFORMED, "purposes-empty", "L40", Body.example().with(7, numbers()));
  }

  private void sets() {
    add("types-shorter-first", line(Line.TYPES, texts("Zoo", "Observation")));
    add(MALFORMED, "types-by-alphabet", "L1", line(Line.TYPES, texts("Observation", "Zoo")));
    add(MALFORMED, "types-repeated", "L1", line(Line.TYPES, texts("Observation", "Observation")));
    add(MALFORMED, "purposes-unsorted", "L1", Body.example().with(7, numbers(2, 1)));
    add(MALFORMED, "purposes-repeated", "L1", Body.example().with(7, numbers(1, 1)));
    add(MALFORMED, "obligations-unsorted", "L1", Body.example().with(12, numbers(3, 1)));
    add(MALFORMED, "actions-unsorted", "L1", line(Line.ACTIONS, numbers(2, 1)));
    add(MALFORMED, "categories-repeated", "L1", line(Line.CATEGORIES, numbers(6, 6)));
    add(MALFORMED, "labels-unsorted", "L1", line(Line.LABELS, numbers(1, 0)));
    add(MALFORMED, "ids-unsorted", "L1", line(Line.IDS, texts("record-1", "a")));
    add(
        MALFORMED,
        "audience-repeated",
        "L1",
        Body.example().with(11, texts("custodian-1", "custodian-1")));
    byte[] one = Cbor.bytes(Cbor.filled(32, 1));
    byte[] two = Cbor.bytes(Cbor.filled(32, 2));
    add(MALFORMED, "sources-unsorted", "L1", line(Line.SOURCES, Cbor.array(two, one)));
    add(
        MALFORMED,
        "source-of-31-bytes",
        "L1",
        line(Line.SOURCES, Cbor.array(Cbor.bytes(new byte[31]))));
    add(MALFORMED, "field-neither-all-nor-set", "L9", line(Line.TYPES, Cbor.text("ANY")));
    add(MALFORMED, "all-in-small-letters", "L9", line(Line.TYPES, Cbor.text("all")));
    add(MALFORMED, "all-for-purposes", "L9", Body.example().with(7, Cbor.ALL));
    add(MALFORMED, "all-inside-a-set-of-numbers", "L9", line(Line.CATEGORIES, texts("ALL")));
  }

  private void lines() {
    add("days-one-short-of-all", line(Line.DAYS, numbers(0, 131071)));
    add("days-but-the-first", line(Line.DAYS, numbers(1, 131072)));
    add(MALFORMED, "days-all-in-numbers", "L1", line(Line.DAYS, numbers(0, 131072)));
    add(MALFORMED, "days-beyond-the-last", "L5", line(Line.DAYS, numbers(0, 131073)));
    add(MALFORMED, "days-turned-round", "L1", line(Line.DAYS, numbers(46111, 45656)));
    add(MALFORMED, "days-before-the-first", "L1", line(Line.DAYS, numbers(-1, 46111)));
    add(MALFORMED, "days-of-three-numbers", "L1", line(Line.DAYS, numbers(1, 2, 3)));
    add(MALFORMED, "days-as-dates", "L1", line(Line.DAYS, texts("2025-01-01", "2026-04-01")));
    add(MALFORMED, "line-of-seven-fields", "L9", Body.example().with(6, shape(7)));
    add(MALFORMED, "line-of-nine-fields", "L4", Body.example().with(6, shape(9)));
    add(MALFORMED, "line-is-a-number", "L9", Body.example().with(6, numbers(1)));
    add(MALFORMED, "root-names-a-parent-line", "L17", line(Line.PARENT, number(1)));
    add(MALFORMED, "parent-line-64", "L5", line(Line.PARENT, number(64)));
    add(MALFORMED, "parent-line-negative", "L5", line(Line.PARENT, number(-1)));
    add("id-of-256-units", ids("i".repeat(256)));
    add("id-of-128-pairs", ids("𝄞".repeat(128)));
    add("id-of-no-break-space", ids("\u00a0"));
    add(MALFORMED, "id-of-257-units", "L5", line(Line.IDS, texts("i".repeat(257))));
    add(MALFORMED, "id-of-257-units-in-pairs", "L5", line(Line.IDS, texts("𝄞".repeat(128) + "i")));
    add(MALFORMED, "id-empty", "L1", line(Line.IDS, texts("")));
    add(MALFORMED, "id-of-white-space", "L1", line(Line.IDS, texts(" \t\u3000")));
  }

  private void limits() {
    List<byte[]> many = new ArrayList<>(Collections.nCopies(64, Line.EXAMPLE.encoded()));
    add("64-lines-at-limit", Body.example().with(6, Cbor.array(many)));
    many.add(Line.EXAMPLE.encoded());
    add(LIMIT, "65-lines", "L5", Body.example().with(6, Cbor.array(many)));
    add("4096-bytes-at-limit", ofSize(4096));
    add(LIMIT, "4097-bytes", "L5", ofSize(4097));
    byte[] keys = new byte[262_144];
    all.add(Shown.allowed("field/keybox-at-limit", "L5")
        .grants(Body.example().with(17, Cbor.bytes(Person.sha256("", keys))))
        .keybox(keys));
    byte[] more = new byte[262_145];
    all.add(Shown.denied(LIMIT, "field/keybox-beyond-limit", "L5")
        .grants(Body.example().with(17, Cbor.bytes(Person.sha256("", more))))
        .keybox(more));
  }

  private static Body ofSize(int signed) {
    int before = Person.ALICE.link(padded(1000).bytes()).length;
    return padded(1000 + signed - before);
  }

  private static Body padded(int size) {
    return Body.example().with(11, texts("custodian-1", "x".repeat(size)));
  }

  private static Body ids(String id) {
    return line(Line.IDS, Cbor.set(List.of(Cbor.text("record-1"), Cbor.text(id))));
  }

  private static byte[] shape(int fields) {
    List<byte[]> line = new ArrayList<>(Line.EXAMPLE.fields());
    line.add(number(0));
    return Cbor.array(Cbor.array(line.subList(0, fields)));
  }

  private static Body line(int field, byte[] value) {
    return Body.example().line(field, value);
  }

  private void add(String name, Body body) {
    all.add(Shown.allowed("field/" + name, "L1").grants(body));
  }

  private void add(String code, String name, String law, Body body) {
    all.add(Shown.denied(code, "field/" + name, law).grants(body));
  }
}
