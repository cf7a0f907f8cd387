// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ScopeKeysTest {
  private static final LocalDate DAY = LocalDate.of(2025, 1, 1);
  private static final LocalDate LAST = LocalDate.of(2025, 1, 9);

  @Test
  void givesOneCompartmentForACategoryOfUnmarkedRecords() {
    Scope scope = GrantTerms.read(Category.LABORATORY)
        .for_(Purpose.TREAT)
        .expiresIn(java.time.Duration.ofDays(1))
        .permission(Cast.NOW)
        .scope();
    assertThat(ScopeKeys.of(scope, Action.READ, LAST))
        .containsExactly(new CompartmentDays(1, Category.LABORATORY.number(), DayRange.ALL));
    assertThat(ScopeKeys.of(scope, Action.CREATE, LAST)).isEmpty();
  }

  @Test
  void givesEverySetOfLabelsThatRecordsCanHave() {
    Scope scope = Scope.of(atom(Field.of(Label.NORMAL, Label.PSY, Label.HIV), DayRange.ALL));
    int psy = 1 << Label.PSY.number();
    int hiv = 1 << Label.HIV.number();
    assertThat(ScopeKeys.of(scope, Action.READ, LAST).stream().map(CompartmentDays::labelMask))
        .containsExactly(1, psy, hiv, psy | hiv);
    Scope all = Scope.of(new Atom(
        Field.all(),
        Field.all(),
        Field.all(),
        DayRange.ALL,
        Field.all(),
        Field.all(),
        Field.all()));
    assertThat(ScopeKeys.of(all, Action.READ, LAST)).hasSize(128 * Category.values().length);
  }

  @Test
  void cutsDaysAfterTheLastAndJoinsRanges() {
    Scope scope = Scope.of(
        atom(Field.of(Label.NORMAL), new DayRange(DAY, DAY.plusDays(3))),
        atom(Field.of(Label.NORMAL), new DayRange(DAY.plusDays(3), DAY.plusDays(4))),
        atom(Field.of(Label.NORMAL), new DayRange(DAY.plusDays(6), DAY.plusDays(60))),
        atom(Field.of(Label.NORMAL), new DayRange(DAY.plusDays(50), DAY.plusDays(60))));
    assertThat(ScopeKeys.of(scope, Action.READ, LAST).stream().map(CompartmentDays::days))
        .containsExactly(
            new DayRange(DAY, DAY.plusDays(4)), new DayRange(DAY.plusDays(6), LAST.plusDays(1)));
  }

  /** The keys reach exactly what some line would match, types, sources and ids apart. */
  @Property
  void reachesWhatTheScopeMatchesAndNothingElse_L46(
      @ForAll("scopes") Scope scope, @ForAll("marks") Set<Label> labels) {
    int mask = labels.stream().mapToInt(label -> 1 << label.number()).sum();
    List<CompartmentDays> reached = ScopeKeys.of(scope, Action.READ, LAST);
    for (Category category : List.of(Category.LABORATORY, Category.IMAGING)) {
      for (LocalDate day = DAY; !day.isAfter(LAST); day = day.plusDays(1)) {
        LocalDate on = day;
        RecordFacts facts = new RecordFacts(
            Cast.RESULT.id(), "Observation", on, Set.of(category), labels, Cast.RESULT.source());
        boolean opens = reached.stream()
            .anyMatch(c -> c.labelMask() == mask
                && c.category() == category.number()
                && c.days().contains(on));
        assertThat(opens).isEqualTo(scope.matches(Action.READ, facts));
      }
    }
  }

  @Provide
  Arbitrary<Set<Label>> marks() {
    return Arbitraries.of(
        Set.of(Label.NORMAL), Set.of(Label.PSY), Set.of(Label.HIV), Set.of(Label.PSY, Label.HIV));
  }

  @Provide
  Arbitrary<Scope> scopes() {
    Arbitrary<Field<Action>> actions =
        Arbitraries.of(Field.of(Action.READ), Field.all(), Field.of(Action.SEARCH));
    Arbitrary<Field<Category>> categories =
        Arbitraries.of(Field.of(Category.LABORATORY), Field.of(Category.IMAGING), Field.all());
    Arbitrary<Field<Label>> labels =
        Arbitraries.of(Label.NORMAL, Label.PSY, Label.HIV).set().ofMaxSize(3).map(Field::of);
    Arbitrary<DayRange> days = Combinators.combine(
            Arbitraries.integers().between(0, 8), Arbitraries.integers().between(0, 9))
        .as((from, length) -> length == 9
            ? DayRange.ALL
            : new DayRange(DAY.plusDays(from), DAY.plusDays(from + length)));
    return Combinators.combine(actions, categories, days, labels)
        .as((a, c, d, l) -> new Atom(a, Field.all(), c, d, l, Field.all(), Field.all()))
        .list()
        .ofMaxSize(4)
        .map(Scope::new);
  }

  @Test
  void knowsTheDaysThatRecordsCanHave() {
    assertThat(DayRange.ALL.contains(HealthRecord.FIRST_DAY)).isTrue();
    assertThat(DayRange.ALL.contains(HealthRecord.FIRST_DAY.plusDays(DayRange.SPAN)))
        .isFalse();
    assertThat(DayRange.ALL.toNumber()).isEqualTo(131_072);
  }

  private static Atom atom(Field<Label> labels, DayRange days) {
    return new Atom(
        Field.of(Action.READ),
        Field.all(),
        Field.of(Category.LABORATORY),
        days,
        labels,
        Field.all(),
        Field.all());
  }
}
