// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.testkit.grant.LawTable.Status;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Group;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The table says what ran, what held, and above all what did not run. */
class LawTableTest {
  private static final LawTable TABLE = LawTable.of(20, Some.class);

  @Test
  void hasARowForEachLawInOrder() {
    assertThat(TABLE.rows()).extracting(LawTable.Row::law).containsExactly(Law.values());
    assertThat(Law.values()).hasSize(58);
    assertThat(TABLE.toString().lines()).hasSize(59).last().isEqualTo(TABLE.summary());
  }

  @Test
  void aLawIsHeldWhenAllOfItsPropertiesHold() {
    assertThat(TABLE.row(Law.L1)).isEqualTo(new LawTable.Row(Law.L1, Status.HELD, 2, List.of()));
    assertThat(TABLE.row(Law.L3).status()).isEqualTo(Status.HELD);
    assertThat(TABLE.held()).isEqualTo(2);
  }

  @Test
  void oneFailureFailsEachLawThatThePropertyNames() {
    assertThat(TABLE.row(Law.L2).status()).isEqualTo(Status.FAILED);
    assertThat(TABLE.row(Law.L2).broken()).containsExactly("smallNumbersAreSmall_L2_L4");
    assertThat(TABLE.row(Law.L4).status()).isEqualTo(Status.FAILED);
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(TABLE::requireHeld)
        .withMessageContaining("smallNumbersAreSmall_L2_L4");
  }

  @Test
  void whatIsNotTestedIsNotHeld() {
    assertThat(TABLE.row(Law.L5).status()).isEqualTo(Status.NOT_APPLICABLE);
  }

  /** An abstract class is what the engine passes over without a word. */
  @Test
  void whatDidNotRunIsLoud() {
    LawTable silent = LawTable.of(20, Unseen.class);
    assertThat(silent.row(Law.L7).status()).isEqualTo(Status.DID_NOT_RUN);
    assertThat(silent.row(Law.L7).broken()).containsExactly("nobodyRunsThis_L7");
    assertThatExceptionOfType(AssertionError.class).isThrownBy(silent::requireHeld);
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> LawTable.of(20).requireHeld());
  }

  @Test
  void anUnbrokenTableIsGivenBack() {
    LawTable held = LawTable.of(20, Held.class);
    assertThat(held.requireHeld()).isSameAs(held);
    assertThat(held.summary())
        .isEqualTo("laws: 1 of 58 hold, 0 failed, 0 did not run, 57 not applicable");
  }

  static class Held {
    @Property
    boolean aNumberIsItself_L1(@ForAll int number) {
      return Integer.valueOf(number).equals(number);
    }
  }

  static class Some extends Held {
    @Property
    boolean zeroIsNeutral_L1_L3(@ForAll int number) {
      return Integer.sum(number, 0) == number;
    }

    @Group
    @SuppressWarnings("ClassCanBeStatic") // jqwik wants a group to be inner
    class Inner {
      @Property
      boolean smallNumbersAreSmall_L2_L4(@ForAll int number) {
        return number < 0;
      }
    }
  }

  abstract static class Unseen {
    @Property
    void nobodyRunsThis_L7() {}
  }
}
