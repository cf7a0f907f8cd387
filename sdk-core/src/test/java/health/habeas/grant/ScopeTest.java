// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** Single cases of the algebra of scopes, whose laws the test kit checks over generated ones. */
class ScopeTest {
  private static final Atom WIDE = line(Field.all(), Field.all(), DayRange.ALL);
  private static final Atom IMAGING =
      line(Field.all(), Field.of(Category.IMAGING), DayRange.ofNumbers(0, 9));
  private static final Atom PLANS =
      line(Field.all(), Field.of(Category.CARE_PLANS), DayRange.ofNumbers(0, 9));
  private static final Atom NOTHING = line(Field.all(), Field.of(), DayRange.ALL);

  @Test
  void isWithinWhatHasALineForEachOfItsLines_L8() {
    assertThat(Scope.of(IMAGING, PLANS).subsetOf(Scope.of(PLANS, IMAGING))).isTrue();
    assertThat(Scope.of(IMAGING, PLANS).subsetOf(Scope.of(WIDE))).isTrue();
    assertThat(Scope.of(IMAGING, PLANS).subsetOf(Scope.of(IMAGING))).isFalse();
    assertThat(Scope.of(WIDE).subsetOf(Scope.of(IMAGING))).isFalse();
    assertThat(Scope.of(NOTHING).subsetOf(Scope.of())).isTrue();
    assertThat(Scope.of(IMAGING).subsetOf(Scope.of())).isFalse();
  }

  @Test
  void normalisesAwayOrderRepetitionAndWhatOtherLinesContain_L10() {
    Scope both = Scope.of(IMAGING, PLANS).normalise();
    assertThat(both.atoms()).containsExactlyInAnyOrder(IMAGING, PLANS);
    assertThat(Scope.of(PLANS, IMAGING, NOTHING, PLANS).normalise()).isEqualTo(both);
    assertThat(both.normalise()).isEqualTo(both);
    assertThat(Scope.of(IMAGING, WIDE, PLANS).normalise()).isEqualTo(Scope.of(WIDE));
    assertThat(Scope.of(NOTHING).normalise()).isEqualTo(Scope.of());
  }

  @Test
  void theOrderOfANormalFormIsThatOfItsBytes_L10() {
    assertThat(Scope.of(PLANS, IMAGING).normalise().atoms())
        .as("imaging is category 8, care plans are 11")
        .containsExactly(IMAGING, PLANS);
  }

  @Test
  void allIsNotASetThatHappensToBeComplete_L13() {
    Field<Category> complete = Field.of(Category.values());
    assertThat(complete.within(Field.all())).isTrue();
    assertThat(Field.<Category>all().within(complete)).isFalse();
    assertThat(Field.<Category>all().within(Field.all())).isTrue();
  }

  @Test
  void anEmptyFieldOverlapsNothing_L9() {
    Field<Category> none = Field.of();
    assertThat(none.isEmpty()).isTrue();
    assertThat(Field.<Category>all().overlaps(none)).isFalse();
    assertThat(none.overlaps(Field.all())).isFalse();
    assertThat(Field.<Category>all().overlaps(Field.of(Category.OTHER))).isTrue();
    assertThat(Field.of(Category.OTHER).overlaps(Field.of(Category.IMAGING))).isFalse();
    assertThat(NOTHING.isEmpty()).isTrue();
    assertThat(NOTHING.overlaps(Action.READ, Selection.EVERYTHING)).isFalse();
  }

  @Test
  void rangesThatTouchShareNoDay_L23() {
    DayRange week = DayRange.ofNumbers(7, 14);
    assertThat(week.overlaps(DayRange.ofNumbers(14, 21))).isFalse();
    assertThat(week.overlaps(DayRange.ofNumbers(0, 7))).isFalse();
    assertThat(week.overlaps(DayRange.ofNumbers(13, 21))).isTrue();
    assertThat(week.overlaps(DayRange.ofNumbers(0, 8))).isTrue();
    assertThat(week.overlaps(DayRange.ofNumbers(8, 8))).isFalse();
    LocalDate eighth = LocalDate.of(1900, 1, 8);
    assertThat(week.contains(eighth)).isTrue();
    assertThat(week.contains(eighth.plusDays(7))).isFalse();
  }

  @Test
  void keysExpressNeitherTypesNorAuthorsNorSingleRecords() {
    assertThat(IMAGING.isFinerThanKeys()).isFalse();
    assertThat(line(Field.of("A"), Field.all(), DayRange.ALL).isFinerThanKeys()).isTrue();
    assertThat(new Atom(
                Field.all(),
                Field.all(),
                Field.all(),
                DayRange.ALL,
                Field.all(),
                Field.of(new Author(Cast.LAB.key().bytes())),
                Field.all())
            .isFinerThanKeys())
        .isTrue();
    assertThat(new Atom(
                Field.all(),
                Field.all(),
                Field.all(),
                DayRange.ALL,
                Field.all(),
                Field.all(),
                Field.of(new RecordId("r")))
            .isFinerThanKeys())
        .isTrue();
  }

  private static Atom line(Field<String> types, Field<Category> categories, DayRange days) {
    return new Atom(
        Field.of(Action.READ),
        types,
        categories,
        days,
        Field.of(Label.NORMAL),
        Field.all(),
        Field.all());
  }
}
