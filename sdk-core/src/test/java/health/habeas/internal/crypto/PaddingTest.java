// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaddingTest {
  @ParameterizedTest
  @CsvSource({
    "0, 256",
    "256, 256",
    "257, 1024",
    "1024, 1024",
    "1025, 4096",
    "4096, 4096",
    "4097, 16384",
    "16384, 16384",
    "16385, 17408",
    "17408, 17408",
    "17409, 18432",
    "100000, 100352",
    "1000000, 1015808",
    "67108864, 67108864",
    "67108865, 69206016"
  })
  void roundsUpToTheClassOrByPadme(int size, int padded) {
    assertThat(Padding.padded(size)).isEqualTo(padded);
  }

  @Property
  void paddingIsStableAndCostsLittleAboveTheClasses(
      @ForAll @IntRange(min = 16_385, max = 1 << 30) int size) {
    int padded = Padding.padded(size);
    assertThat(padded).isGreaterThanOrEqualTo(size).isLessThanOrEqualTo((int) (size * 1.07));
    assertThat(Padding.padded(padded)).isEqualTo(padded);
    // Padmé: the lowest E − S bits are zero, with E = ⌊log2 L⌋ and S = ⌊log2 E⌋ + 1
    int exponent = 31 - Integer.numberOfLeadingZeros(padded);
    int kept = 31 - Integer.numberOfLeadingZeros(exponent) + 1;
    assertThat(padded % (1 << (exponent - kept))).isZero();
  }
}
