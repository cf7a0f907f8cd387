// SPDX-License-Identifier: Apache-2.0
package health.habeas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.error.InvalidInputException;
import health.habeas.grant.DayRange;
import java.time.LocalDate;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HealthRecordTest {
  @Test
  void takesTheFirstAndTheLastDayAndNamesThemWhenItRefuses() {
    assertThat(on(HealthRecord.FIRST_DAY).day()).isEqualTo("1900-01-01");
    assertThat(on(HealthRecord.LAST_DAY).day()).isEqualTo("2258-11-11");
    for (LocalDate beyond :
        new LocalDate[] {HealthRecord.FIRST_DAY.minusDays(1), HealthRecord.LAST_DAY.plusDays(1)}) {
      assertThatExceptionOfType(InvalidInputException.class)
          .isThrownBy(() -> on(beyond))
          .withMessageContaining("between 1900-01-01 and 2258-11-11");
    }
  }

  @Test
  void aRangeHoldsTheLastDayAndNoMore() {
    DayRange last = new DayRange(HealthRecord.LAST_DAY, HealthRecord.LAST_DAY.plusDays(1));
    assertThat(DayRange.ALL.contains(HealthRecord.LAST_DAY)).isTrue();
    assertThat(last.within(DayRange.ALL)).isTrue();
    assertThat(last.toNumber()).isEqualTo(DayRange.SPAN);
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> new DayRange(last.from(), last.to().plusDays(1)))
        .withMessageContaining(last.to().toString());
  }

  private static HealthRecord on(LocalDate day) {
    return new HealthRecord(
        new RecordId("r"),
        "Observation",
        day,
        Set.of(Category.LABORATORY),
        Set.of(Label.NORMAL),
        new byte[] {1});
  }
}
