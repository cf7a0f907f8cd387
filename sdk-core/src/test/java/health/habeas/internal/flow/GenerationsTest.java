// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.internal.flow.VaultEvent.PageRef;
import health.habeas.internal.flow.VaultState.Generation;
import health.habeas.internal.keytree.CompartmentId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which epochs may be handed out, by what the journal tells. */
class GenerationsTest {
  private static final CompartmentId LABS = new CompartmentId(1, 6);

  @Test
  void aRewrapIntoTheEpochThatARecordWasMovedOutOfDoesNotForgetTheMove() {
    Generations generations = new Generations();
    generations.addPage(new PageRef(LABS, 0, 0));
    generations.rotate(new PageRef(LABS, 1, 0));
    generations.addPage(new PageRef(LABS, 1, 0));
    generations.moveOut(new PageRef(LABS, 1, 0));

    generations.rewrap(rewrapInto(1, 1));

    assertThat(generations.moved()).containsExactly(LABS);
    assertThat(generations.grantable()).isEmpty();

    generations.rotate(new PageRef(LABS, 2, 0));
    generations.rewrap(rewrapInto(2, 0));

    assertThat(generations.moved()).isEmpty();
    assertThat(generations.grantable()).containsExactly(new Generation(LABS, 2));
  }

  private static VaultEvent.Rewrapped rewrapInto(int epoch, int index) {
    return new VaultEvent.Rewrapped(
        new PageRef(LABS, epoch, 0), List.of(new PageRef(LABS, epoch, index)), 1, 0);
  }
}
