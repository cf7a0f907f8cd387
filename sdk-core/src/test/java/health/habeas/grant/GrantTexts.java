// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.key.VerifyKey;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Grants to be put into words: some that a person would give, the extremes, and any. */
enum GrantTexts {
  /** One kind, one purpose: what most people give. */
  LABORATORY {
    @Override
    Grant grant() {
      return Cast.root(Cast.terms());
    }
  },
  /** Everything that can be shared, with everybody, for every purpose, for long. */
  EVERYTHING {
    @Override
    Grant grant() {
      return root(new Permission(
          Scope.of(ANY_ATOM),
          EnumSet.allOf(Purpose.class),
          new Window(Cast.NOW, Cast.NOW.plus(Duration.ofDays(3650))),
          new Conditions(
              4,
              Field.all(),
              EnumSet.allOf(Obligation.class),
              Duration.ofSeconds(90_061),
              Limits.NONE)));
    }
  },
  /** Handed on, narrower than its keys. */
  HANDED_ON {
    @Override
    Grant grant() {
      GrantTerms clinic = Cast.terms().including(Label.PSY, Label.HIV).delegable(2);
      GrantTerms lab = GrantTerms.of(Set.of(Action.READ), Category.LABORATORY)
          .types("Observation", "DiagnosticReport")
          .writtenBy(
              new Author(Cast.CLINIC.key().bytes()), new Author(Cast.LAB.key().bytes()))
          .only(new RecordId("CANARY"))
          .audience("custodian-1", "https://north.example/2")
          .obliging(Obligation.DELAU, Obligation.NORDSCLCD)
          .delegable(1);
      return Cast.LAB.receive(Cast.chain(clinic), lab).last();
    }
  },
  /** For an emergency. */
  EMERGENCY {
    @Override
    Grant grant() {
      Permission summary = GrantTerms.read(
              Category.ALLERGIES, Category.MEDICATIONS, Category.PROBLEMS, Category.IMMUNIZATIONS)
          .for_(Purpose.ETREAT)
          .expiresIn(Duration.ofHours(24))
          .offlineFor(Duration.ofHours(2))
          .permission(Cast.NOW);
      return root(new Permission(
          summary.scope(),
          Set.of(Purpose.ETREAT, Purpose.BTG),
          summary.window(),
          summary.conditions()));
    }
  },
  /** Two lines: adding letters on any day, and old images of one kind of mark only. */
  WRITING {
    @Override
    Grant grant() {
      Atom letters = new Atom(
          Field.of(Action.CREATE, Action.AMEND),
          Field.all(),
          Field.of(Category.DOCUMENTS, Category.IMAGING),
          DayRange.ALL,
          Field.of(Label.NORMAL),
          Field.all(),
          Field.all());
      Atom images = new Atom(
          Field.of(Action.SEARCH),
          Field.all(),
          Field.of(Category.IMAGING),
          new DayRange(LocalDate.of(1900, 1, 1), LocalDate.of(2020, 1, 1)),
          Field.of(Label.SDV),
          Field.all(),
          Field.all());
      return root(new Permission(
          Scope.of(letters, images),
          Set.of(Purpose.TREAT, Purpose.HRESCH),
          new Window(Cast.NOW, Instant.parse("2026-05-01T07:30:05Z")),
          new Conditions(
              0,
              Field.all(),
              Set.of(Obligation.NOREUSE),
              Duration.ZERO,
              new Limits(OptionalLong.of(3), Optional.of(Instant.parse("2026-06-01T00:00:00Z"))))));
    }
  };

  static final Map<VerifyKey, String> NAMES =
      Map.of(Cast.CLINIC.key(), "St. Mary Cardiology", Cast.LAB.key(), "City Lab");

  private static final Atom ANY_ATOM = new Atom(
      Field.all(), Field.all(), Field.all(), DayRange.ALL, Field.all(), Field.all(), Field.all());

  abstract Grant grant();

  String render(Language language) {
    return GrantText.render(grant().signedBytes(), NAMES, language);
  }

  static Grant root(Permission permission) {
    return Grant.root(
        new Parties(Cast.VAULT, Cast.ALICE.key(), Cast.CLINIC.key()), permission, Cast.binding(0));
  }

  /** Any grant, whether somebody would give it or not. */
  static Arbitrary<Grant> any() {
    Arbitrary<Scope> scopes = atoms().list().ofMaxSize(4).map(Scope::new);
    return Combinators.combine(scopes, some(Purpose.class, 1), windows(), conditions())
        .as(Permission::new)
        .map(GrantTexts::root);
  }

  private static Arbitrary<Atom> atoms() {
    return Combinators.combine(
            field(Action.class),
            texts(),
            field(Category.class),
            days(),
            field(Label.class),
            orAll(Arbitraries.of(Cast.class)
                .map(who -> new Author(who.key().bytes()))
                .set()
                .ofMaxSize(3)),
            orAll(Arbitraries.integers().map(n -> new RecordId("r" + n)).set().ofMaxSize(3)))
        .as(Atom::new);
  }

  private static Arbitrary<Field<String>> texts() {
    return orAll(Arbitraries.of("Observation", "custodian-1", "Patient", "a.b \"(key\n")
        .set()
        .ofMaxSize(3));
  }

  private static Arbitrary<DayRange> days() {
    Arbitrary<Integer> day = Arbitraries.integers().between(0, DayRange.SPAN);
    return Combinators.combine(day, day)
        .as((a, b) -> DayRange.ofNumbers(Math.min(a, b), Math.max(a, b)));
  }

  private static Arbitrary<Window> windows() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 4_000_000_000L),
            Arbitraries.longs().between(1, 100_000_000))
        .as((from, length) ->
            new Window(Instant.ofEpochSecond(from), Instant.ofEpochSecond(from + length)));
  }

  private static Arbitrary<Conditions> conditions() {
    return Combinators.combine(
            Arbitraries.integers().between(0, Conditions.MAX_DEPTH),
            texts(),
            some(Obligation.class, 0),
            Arbitraries.integers().between(0, 30 * 24 * 3600).map(Duration::ofSeconds),
            limits())
        .as(Conditions::new);
  }

  private static Arbitrary<Limits> limits() {
    Arbitrary<Optional<Instant>> late =
        Arbitraries.of(Optional.empty(), Optional.of(Instant.parse("9999-12-31T23:59:59Z")));
    return Combinators.combine(Arbitraries.longs().between(0, 3), late)
        .as((uses, erase) ->
            new Limits(uses == 0 ? OptionalLong.empty() : OptionalLong.of(uses), erase));
  }

  private static <E extends Enum<E>> Arbitrary<Field<E>> field(Class<E> type) {
    return orAll(some(type, 0));
  }

  private static <T> Arbitrary<Field<T>> orAll(Arbitrary<Set<T>> some) {
    Arbitrary<Field<T>> fields = some.map(Field::of);
    return Arbitraries.oneOf(List.of(fields, fields, Arbitraries.create(Field::all)));
  }

  private static <E extends Enum<E>> Arbitrary<Set<E>> some(Class<E> type, int least) {
    return Arbitraries.of(Arrays.asList(type.getEnumConstants())).set().ofMinSize(least);
  }
}
