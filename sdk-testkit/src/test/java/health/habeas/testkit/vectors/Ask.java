// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.DayRange;
import health.habeas.grant.Field;
import health.habeas.grant.Purpose;
import health.habeas.grant.RecordFacts;
import health.habeas.grant.RecordSelector;
import health.habeas.grant.Selection;
import health.habeas.grant.VaultId;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A request, as bytes of a proof and as JSON. Immutable. */
record Ask(AccessRequest request) {
  /** The laboratory result of 2025-06-01 that the clinic wrote. */
  static final RecordFacts RESULT = facts("2025-06-01", Set.of(Category.LABORATORY), Label.NORMAL);

  /** Reading it for treatment. */
  static final Ask EXAMPLE = of(RESULT);

  static Ask of(RecordSelector selector) {
    return new Ask(new AccessRequest(
        VaultId.ofBytes(Person.ALICE.vault()), Action.READ, selector, Purpose.TREAT));
  }

  static RecordFacts facts(String day, Set<Category> categories, Label... labels) {
    return new RecordFacts(
        new RecordId("record-1"),
        "Observation",
        LocalDate.parse(day),
        categories,
        Set.of(labels),
        new Author(Person.CLINIC.key()));
  }

  Ask to(Action action) {
    return new Ask(
        new AccessRequest(request.vault(), action, request.selector(), request.purpose()));
  }

  Ask for_(Purpose purpose) {
    return new Ask(
        new AccessRequest(request.vault(), request.action(), request.selector(), purpose));
  }

  Ask about(Person patient) {
    return about(patient.vault());
  }

  Ask about(byte[] vault) {
    return new Ask(new AccessRequest(
        VaultId.ofBytes(vault), request.action(), request.selector(), request.purpose()));
  }

  byte[] selectorDigest() {
    return Person.sha256(
        "habeas/selector/1", Cbor.array(Cbor.bytes(request.vault().bytes()), selector()));
  }

  private byte[] selector() {
    if (request.selector() instanceof RecordFacts r) {
      return Cbor.array(
          Cbor.text(r.id().value()),
          Cbor.text(r.type()),
          Cbor.text(r.day().toString()),
          set(r.categories(), c -> Cbor.number(c.number())),
          set(r.labels(), l -> Cbor.number(l.number())),
          Cbor.bytes(r.source().publicKey()));
    }
    Selection s = (Selection) request.selector();
    return Cbor.array(
        field(s.types(), Cbor::text),
        field(s.categories(), c -> Cbor.number(c.number())),
        s.days().isAll()
            ? Cbor.ALL
            : Cbor.numbers(s.days().fromNumber(), s.days().toNumber()));
  }

  private static <T> byte[] field(Field<T> field, Function<T, byte[]> item) {
    return field instanceof Field.Some<T> some ? set(some.values(), item) : Cbor.ALL;
  }

  private static <T> byte[] set(Collection<T> values, Function<T, byte[]> item) {
    return Cbor.set(values.stream().map(item).toList());
  }

  Map<String, Object> json() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("vault", request.vault().bytes());
    members.put("action", request.action().number());
    members.put("purpose", request.purpose().number());
    if (request.selector() instanceof RecordFacts facts) {
      members.put("record", json(facts));
    } else {
      members.put("selection", json((Selection) request.selector()));
    }
    return members;
  }

  private static Map<String, Object> json(RecordFacts r) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", r.id().value());
    members.put("type", r.type());
    members.put("day", r.day().toString());
    members.put("categories", sorted(r.categories(), Category::number));
    members.put("labels", sorted(r.labels(), Label::number));
    members.put("source", r.source().publicKey());
    return members;
  }

  private static Map<String, Object> json(Selection s) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("types", jsonOf(s.types(), t -> t));
    members.put("categories", jsonOf(s.categories(), Category::number));
    members.put("days", json(s.days()));
    return members;
  }

  static Object json(DayRange days) {
    return days.isAll() ? "ALL" : List.of(days.fromNumber(), days.toNumber());
  }

  /** A field as JSON: "ALL" or a sorted list. */
  static <T> Object jsonOf(Field<T> field, Function<T, Object> item) {
    return field instanceof Field.Some<T> some ? sorted(some.values(), item) : "ALL";
  }

  private static <T> List<Object> sorted(Collection<T> values, Function<T, Object> item) {
    Map<String, Object> byText = values.stream()
        .map(item)
        .collect(Collectors.toMap(v -> String.format("%6s", Json.value(v)), v -> v));
    return new java.util.TreeMap<>(byText).values().stream().toList();
  }
}
