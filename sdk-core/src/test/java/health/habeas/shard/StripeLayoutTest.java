// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripeLayoutTest {
  @ParameterizedTest
  @CsvSource({"2, 3, 3", "4, 6, 5", "6, 9, 8", "10, 14, 12", "1, 2, 2", "16, 20, 18"})
  void writesAreDurableAtKAndHalfOfMRoundedUp(int data, int total, int quorum) {
    StripeLayout layout = StripeLayout.of(data, total);
    assertThat(layout.parity()).isEqualTo(total - data);
    assertThat(layout.writeQuorum()).isEqualTo(quorum).isBetween(data, total);
  }

  @ParameterizedTest
  @CsvSource({"0, 6", "-1, 6", "6, 6", "7, 6", "4, 256", "255, 255"})
  void refusesWhatIsNoLayout(int data, int total) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> StripeLayout.of(data, total))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.LAYOUT_INVALID));
  }

  @Test
  void readsAsASentence() {
    assertThat(StripeLayout.DEFAULT).hasToString("any 4 of 6");
  }
}
