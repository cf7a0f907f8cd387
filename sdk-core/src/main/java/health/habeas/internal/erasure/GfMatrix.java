// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

/** Small matrices over {@link Gf256}, as rows of ints from 0 to 255. Immutable. */
final class GfMatrix {
  private GfMatrix() {}

  /**
   * The inverse, by Gauss and Jordan.
   *
   * @param matrix square; left unchanged
   * @throws ArithmeticException if it is singular
   */
  static int[][] inverse(int[][] matrix) {
    int size = matrix.length;
    int[][] work = beside(matrix, size);
    for (int column = 0; column < size; column++) {
      swap(work, column, pivot(work, column));
      scale(work[column], Gf256.inverse(work[column][column]));
      for (int row = 0; row < size; row++) {
        if (row != column) {
          subtract(work[row], work[column], work[row][column]);
        }
      }
    }
    int[][] inverse = new int[size][size];
    for (int row = 0; row < size; row++) {
      System.arraycopy(work[row], size, inverse[row], 0, size);
    }
    return inverse;
  }

  private static int[][] beside(int[][] matrix, int size) {
    int[][] work = new int[size][2 * size];
    for (int row = 0; row < size; row++) {
      System.arraycopy(matrix[row], 0, work[row], 0, size);
      work[row][size + row] = 1;
    }
    return work;
  }

  private static int pivot(int[][] work, int column) {
    for (int row = column; row < work.length; row++) {
      if (work[row][column] != 0) {
        return row;
      }
    }
    throw new ArithmeticException("the matrix is singular");
  }

  private static void swap(int[][] work, int a, int b) {
    int[] row = work[a];
    work[a] = work[b];
    work[b] = row;
  }

  private static void scale(int[] row, int factor) {
    for (int i = 0; i < row.length; i++) {
      row[i] = Gf256.multiply(row[i], factor);
    }
  }

  private static void subtract(int[] row, int[] other, int factor) {
    for (int i = 0; i < row.length; i++) {
      row[i] ^= Gf256.multiply(other[i], factor);
    }
  }
}
