// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

/** Arithmetic in GF(2^8) with the polynomial x^8+x^4+x^3+x^2+1 (0x11D). Immutable. */
final class Gf256 {
  private static final int POLYNOMIAL = 0x11D;

  private Gf256() {}

  /**
   * The product, without a branch or a table that depends on the operands: key shares pass through here.
   *
   * @param a 0 to 255
   * @param b 0 to 255
   */
  static int multiply(int a, int b) {
    int product = 0;
    int power = a;
    for (int bit = 0; bit < 8; bit++) {
      product ^= -((b >>> bit) & 1) & power;
      power = (power << 1) ^ (-(power >>> 7) & POLYNOMIAL);
    }
    return product;
  }

  /**
   * The multiplicative inverse, as a^254.
   *
   * @param a 1 to 255
   */
  static int inverse(int a) {
    if (a == 0) {
      throw new ArithmeticException("zero has no inverse");
    }
    int square = a;
    int product = 1;
    for (int i = 0; i < 7; i++) {
      square = multiply(square, square);
      product = multiply(product, square);
    }
    return product;
  }
}
