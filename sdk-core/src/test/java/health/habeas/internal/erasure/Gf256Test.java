// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class Gf256Test {
  @Test
  void multipliesLikeTheDefinitionForEveryPair() {
    for (int a = 0; a < 256; a++) {
      for (int b = 0; b < 256; b++) {
        assertThat(Gf256.multiply(a, b)).isEqualTo(FieldReference.multiply(a, b));
      }
    }
  }

  @Test
  void everyElementButZeroHasAnInverse() {
    for (int a = 1; a < 256; a++) {
      assertThat(FieldReference.multiply(a, Gf256.inverse(a))).isEqualTo(1);
    }
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Gf256.inverse(0));
  }

  @Test
  void aSingularMatrixHasNoInverse() {
    int[][] singular = {{1, 2}, {1, 2}};
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> GfMatrix.inverse(singular));
  }
}
