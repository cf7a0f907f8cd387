// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The kit runs, and catches what it is there to catch. */
class LawRunTest {
  private static final int PROPERTIES = 31;

  @Test
  void everyPropertyRunsOnTheEngine() {
    LawRun run = LawRun.of(OwnVerifierTest.class, 20);
    assertThat(run.held()).hasSize(PROPERTIES).doesNotContainValue(false);
  }
}
