// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From FHIR through a vault to six custodians and back, in a process with the heap that is promised: the put streams, and
 * what a read holds is one category.
 */
class LargeVaultTest {
  private static final int HEAP_MEBIBYTES = 256;

  @TempDir
  Path dir;

  @Test
  void sixtyMegabytesIn35000ResourcesComeBackByteForByte() throws Exception {
    assertThat(exitOf(35_000, 35_000)).isZero();
  }

  @Test
  void oneResourceOfTwoMegabytesComesBackByteForByte() throws Exception {
    assertThat(exitOf(1, 1)).isZero();
  }

  @Test
  void theSmallProcessReallyFailsWhenSomethingIsMissing() throws Exception {
    assertThat(exitOf(1, 2)).isNotZero();
  }

  private int exitOf(int put, int expected) throws Exception {
    return SmallProcess.exitOf(
        LargeVault.class,
        HEAP_MEBIBYTES,
        dir.toString(),
        Integer.toString(put),
        Integer.toString(expected));
  }
}
