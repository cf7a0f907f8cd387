// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

/** GF(2^8) by the definition alone: polynomials over GF(2), multiplied and divided by hand. */
final class FieldReference {
  private static final int POLYNOMIAL = 0x11D;

  private FieldReference() {}

  static int multiply(int a, int b) {
    int product = 0;
    for (int bit = 0; bit < 8; bit++) {
      if ((b >>> bit & 1) == 1) {
        product ^= a << bit;
      }
    }
    for (int bit = 14; bit >= 8; bit--) {
      if ((product >>> bit & 1) == 1) {
        product ^= POLYNOMIAL << (bit - 8);
      }
    }
    return product;
  }

  /** Laplace's expansion along the first row; signs vanish in characteristic 2. */
  static int determinant(int[][] matrix) {
    if (matrix.length == 1) {
      return matrix[0][0];
    }
    int sum = 0;
    for (int column = 0; column < matrix.length; column++) {
      sum ^= multiply(matrix[0][column], determinant(minor(matrix, column)));
    }
    return sum;
  }

  private static int[][] minor(int[][] matrix, int without) {
    int[][] minor = new int[matrix.length - 1][matrix.length - 1];
    for (int row = 1; row < matrix.length; row++) {
      for (int column = 0, to = 0; column < matrix.length; column++) {
        if (column != without) {
          minor[row - 1][to++] = matrix[row][column];
        }
      }
    }
    return minor;
  }
}
