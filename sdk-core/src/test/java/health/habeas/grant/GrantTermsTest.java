// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.InvalidInputException;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class GrantTermsTest {
  @Test
  void writesEveryDefaultDown() {
    Permission permission = Cast.terms().permission(Cast.NOW);
    Atom atom = permission.scope().atoms().get(0);

    assertThat(atom.actions()).isEqualTo(Field.of(Action.READ, Action.SEARCH));
    assertThat(atom.types()).isEqualTo(Field.all());
    assertThat(atom.categories()).isEqualTo(Field.of(Category.LABORATORY));
    assertThat(atom.labels()).isEqualTo(Field.of(Label.NORMAL));
    assertThat(atom.sources()).isEqualTo(Field.all());
    assertThat(atom.ids()).isEqualTo(Field.all());
    assertThat(permission.purposes()).containsExactly(Purpose.TREAT);
    assertThat(permission.conditions()).isEqualTo(Conditions.STRICT);
    assertThat(permission.window())
        .isEqualTo(new Window(Cast.NOW, Cast.NOW.plus(Duration.ofDays(30))));
  }

  @Test
  void endsAnOpenRangeOfDaysOnTheDayOfExpiry() {
    DayRange days = Cast.terms().permission(Cast.NOW).scope().atoms().get(0).days();
    assertThat(days).isEqualTo(new DayRange(LocalDate.of(2025, 1, 1), LocalDate.of(2026, 4, 1)));
  }

  @Test
  void keepsTheDaysAndTheEndThatWereSaid() {
    Instant end = Cast.NOW.plus(Duration.ofDays(7));
    Permission permission = GrantTerms.read(Category.LABORATORY)
        .since("2025-01-01")
        .before(LocalDate.of(2025, 2, 1))
        .for_(Purpose.TREAT)
        .expiresAt(end)
        .permission(Cast.NOW);
    assertThat(permission.scope().atoms().get(0).days())
        .isEqualTo(new DayRange(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 2, 1)));
    assertThat(permission.window()).isEqualTo(new Window(Cast.NOW, end));
  }

  @Test
  void leavesTermsAsTheyAre() {
    GrantTerms before = Cast.terms();
    before.delegable(2).including(Label.PSY);
    assertThat(before.permission(Cast.NOW)).isEqualTo(Cast.terms().permission(Cast.NOW));
  }

  @Test
  void joinsLinesToAUnion() {
    GrantTerms both = Cast.terms().and(GrantTerms.create(Category.DOCUMENTS));
    assertThat(both.permission(Cast.NOW).scope().atoms())
        .hasSize(2)
        .anyMatch(atom -> atom.actions().equals(Field.of(Action.CREATE)))
        .anyMatch(atom -> atom.actions().contains(Action.READ));
  }

  @Test
  void refusesContradictionsWhereTheyAreMade() {
    GrantTerms read = GrantTerms.read(Category.LABORATORY);
    refuses(() -> GrantTerms.read(), "at least one category");
    refuses(() -> GrantTerms.of(Set.of(), Category.OTHER), "at least one action");
    refuses(() -> GrantTerms.everyCategory(), "at least one action");
    refuses(() -> read.since("last year"), "written like 2025-01-31");
    refuses(() -> read.since("2025-01-02").before(LocalDate.of(2025, 1, 2)), "not before");
    refuses(() -> read.before(LocalDate.of(2025, 1, 2)).since("2025-01-02"), "not before");
    refuses(() -> read.for_(), "at least one purpose");
    refuses(() -> read.for_(Purpose.TREAT, Purpose.BTG), "break-glass");
    refuses(() -> read.expiresIn(Duration.ZERO), "at least one second");
    refuses(() -> read.expiresIn(Duration.ofDays(1)).expiresAt(Cast.NOW), "said twice");
    refuses(() -> read.delegable(5), "0 to 4 times");
    refuses(() -> read.delegable(0), "default");
    refuses(() -> read.offlineFor(Duration.ofDays(31)), "0 to 30 days");
    refuses(() -> read.audience(" "), "1 to 200 characters");
    refuses(() -> read.types("\ud800"), "half a character");
    refuses(() -> read.and(read).since("2025-01-01"), "before adding another");
    refuses(() -> read.expiresIn(Duration.ofDays(1)).permission(Cast.NOW), "a purpose is needed");
    refuses(() -> read.for_(Purpose.TREAT).permission(Cast.NOW), "an end is needed");
    refuses(
        () -> read.since("2027-01-01")
            .for_(Purpose.TREAT)
            .expiresIn(Duration.ofDays(1))
            .permission(Cast.NOW),
        "expires before the first day");
    refuses(
        () ->
            read.for_(Purpose.TREAT).startingAt(Cast.NOW).expiresAt(Cast.NOW).permission(Cast.NOW),
        "start before it ends");
  }

  @Test
  void takesWhatIsNotSaidFromTheParent() {
    GrantTerms wide = Cast.terms()
        .types("Observation")
        .delegable(1)
        .audience("custodian-1")
        .obliging(Obligation.DELAU);
    Permission child =
        GrantTerms.of(Set.of(Action.READ), Category.LABORATORY).within(Cast.root(wide), Cast.NOW);

    Permission parent = wide.permission(Cast.NOW);
    assertThat(child.scope().atoms().get(0).types()).isEqualTo(Field.of("Observation"));
    assertThat(child.scope().atoms().get(0).days())
        .isEqualTo(parent.scope().atoms().get(0).days());
    assertThat(child.purposes()).isEqualTo(parent.purposes());
    assertThat(child.window()).isEqualTo(parent.window());
    assertThat(child.conditions())
        .isEqualTo(new Conditions(
            0, Field.of("custodian-1"), Set.of(Obligation.DELAU), Duration.ZERO, Limits.NONE));
  }

  @Test
  void keepsWhatIsSaidEvenWhenItIsWider() {
    Grant parent = Cast.root(Cast.terms().delegable(1));
    Permission child = GrantTerms.read(Category.IMAGING).within(parent, Cast.NOW);
    assertThat(child.scope().atoms().get(0).categories()).isEqualTo(Field.of(Category.IMAGING));
  }

  @Test
  void labelledReachesRecordsOfTheseLabelsAlone() {
    Permission permission = GrantTerms.read(Category.LABORATORY)
        .labelled(Label.PSY, Label.HIV)
        .for_(Purpose.TREAT)
        .expiresIn(Duration.ofDays(1))
        .permission(Cast.NOW);
    assertThat(permission.scope().atoms())
        .singleElement()
        .satisfies(line -> assertThat(line.labels()).isEqualTo(Field.of(Label.PSY, Label.HIV)));
  }

  @Test
  void tellsNothingOfItsContent() {
    assertThat(Cast.terms().only(new RecordId("CANARY")).writtenBy(new Author(new byte[32])))
        .hasToString("GrantTerms[1 line]");
  }

  private static void refuses(ThrowingCallable call, String why) {
    assertThatThrownBy(call)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("HBS-1022")
        .hasMessageContaining(why);
  }

  @Test
  void breakGlassIsForTheEmergencySummaryAloneAndMixesWithNothing_L41() {
    GrantTerms terms = GrantTerms.breakGlass().expiresIn(Duration.ofDays(365));
    Permission permission = terms.permission(Cast.NOW);
    assertThat(permission.purposes()).containsExactly(Purpose.BTG);
    assertThat(permission.scope().atoms()).singleElement().satisfies(line -> {
      assertThat(line.labels()).isEqualTo(Field.of(Label.NORMAL));
      assertThat(line.categories().contains(Category.ALLERGIES)).isTrue();
      assertThat(line.categories().contains(Category.LABORATORY)).isFalse();
    });
    refuses(() -> terms.delegable(1), "break-glass");
    refuses(() -> terms.offlineFor(Duration.ofMinutes(1)), "break-glass");
    refuses(() -> terms.for_(Purpose.BTG, Purpose.ETREAT), "break-glass");
    refuses(() -> terms.and(GrantTerms.create(Category.DOCUMENTS)), "break-glass");
    refuses(() -> GrantTerms.create(Category.DOCUMENTS).for_(Purpose.BTG), "break-glass");
  }
}
