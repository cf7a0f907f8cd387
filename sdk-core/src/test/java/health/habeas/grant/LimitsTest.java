// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final Instant LATE = Cast.NOW.plus(Duration.ofDays(90));

  @Test
  void countsUsesFromZero() {
    Limits twice = new Limits(OptionalLong.of(2), Optional.empty());
    assertThat(twice.allowAfter(0)).isTrue();
    assertThat(twice.allowAfter(1)).isTrue();
    assertThat(twice.allowAfter(2)).isFalse();
    assertThat(Limits.NONE.allowAfter(Long.MAX_VALUE)).isTrue();
  }

  @Test
  void areSignedAndReadBack() {
    Grant grant = Cast.root(Cast.terms().usedAtMost(3).eraseAt(LATE));
    Limits read = Grant.parse(grant.signedBytes()).permission().conditions().limits();
    assertThat(read).isEqualTo(new Limits(OptionalLong.of(3), Optional.of(LATE)));
  }

  @Test
  void aPartOfAGrantInheritsThemAndMayTightenThem() {
    GrantChain chain = Cast.chain(Cast.terms().delegable(1).usedAtMost(3).eraseAt(LATE));
    Grant root = chain.root();
    GrantTerms part = GrantTerms.read(health.habeas.record.Category.LABORATORY);
    assertThat(part.within(root, Cast.NOW).conditions().limits())
        .isEqualTo(root.permission().conditions().limits());
    assertThat(part.usedAtMost(2).within(root, Cast.NOW).conditions().limits().uses())
        .hasValue(2);
    assertThat(part.usedAtMost(4).within(root, Cast.NOW).wideningBesidesScope(root.permission()))
        .contains("uses");
    assertThat(part.eraseAt(LATE.plusSeconds(1))
            .within(root, Cast.NOW)
            .wideningBesidesScope(root.permission()))
        .contains("time to erase");
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> Cast.terms().usedAtMost(0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("1 to 1000000 times");
    assertThatThrownBy(() -> Cast.root(Cast.terms().eraseAt(Cast.NOW.plusSeconds(1))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("end of the window or later");
  }
}
