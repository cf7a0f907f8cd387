// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.IntStream;

/**
 * Gives the data rows of a {@link ReedSolomon} code back, where the rows with certain indices are present.
 *
 * <p>For e lost data rows there are e parity rows. Each of these, less what the surviving data rows put into it, is a
 * syndrome: a row of the code over the lost rows alone. The inverse of that e × e matrix gives them back. Factors of the
 * code are small and those of an inverse are not, so this is faster than an inverse over all k rows. Parity row 0 is the
 * sum of all data rows, so where it is present one lost row needs no inverse. Immutable.
 */
public final class Decoder {
  private final int[] present;
  private final int[] lost;
  private final int survivors;
  private final boolean sumPresent;
  private final RowProgram program;

  /**
   * For one pattern of losses.
   *
   * @param coefficients the parity rows of the code
   * @param data k
   * @param present the indices of exactly k rows, data 0 … k − 1, parity k … k + m − 1
   */
  Decoder(int[][] coefficients, int data, SortedSet<Integer> present) {
    if (present.size() != data
        || present.first() < 0
        || present.last() >= data + coefficients.length) {
      throw new IllegalArgumentException("exactly k rows of the code are needed");
    }
    this.present = present.stream().mapToInt(Integer::intValue).toArray();
    this.lost = IntStream.range(0, data).filter(j -> !present.contains(j)).toArray();
    this.survivors = data - lost.length;
    this.sumPresent = present.contains(data);
    this.program = program(coefficients);
  }

  /**
   * The data rows. Those that are present are returned as they are, not as copies.
   *
   * @param rows of equal length, with exactly the indices that this decoder is for
   */
  public List<byte[]> decode(SortedMap<Integer, byte[]> rows) {
    if (!Arrays.equals(
        present, rows.keySet().stream().mapToInt(Integer::intValue).toArray())) {
      throw new IllegalArgumentException("this decoder is for rows of other indices");
    }
    byte[][] all = Arrays.copyOf(rows.values().toArray(byte[][]::new), rowCount());
    int length = all[0].length;
    for (int i = present.length; i < all.length; i++) {
      all[i] = new byte[length];
    }
    decode(all, 0, length);
    byte[][] decoded = new byte[present.length][];
    for (int i = 0; i < survivors; i++) {
      decoded[present[i]] = all[i];
    }
    for (int i = 0; i < lost.length; i++) {
      decoded[lost[i]] = all[found(i)];
    }
    return List.of(decoded);
  }

  /** How many rows {@link #decode(byte[][], int, int)} works with. */
  public int rowCount() {
    return syndrome(lost.length);
  }

  /**
   * Fills in the lost data rows for some bytes, in place, for a caller that keeps the arrays.
   *
   * @param rows {@link #rowCount} of them: the k present ones in the order of their index, which are read; then the lost
   *     data rows in the order of theirs, which are written; then room for intermediate results. No array twice
   * @param from the first byte in every row
   * @param to the byte after the last
   */
  public void decode(byte[][] rows, int from, int to) {
    if (rows.length != rowCount()) {
      throw new IllegalArgumentException(rowCount() + " rows are needed");
    }
    program.run(rows, from, to);
  }

  /** Where lost row i is written, in rows that begin with the k present ones. */
  private int found(int i) {
    return present.length + i;
  }

  /** Where the syndrome of the i-th present parity row is written; that of the sum becomes lost row 0 in place. */
  private int syndrome(int i) {
    if (sumPresent) {
      return i == 0 ? found(0) : found(lost.length + i - 1);
    }
    return found(lost.length + i);
  }

  private RowProgram program(int[][] coefficients) {
    RowProgram.Compiler compiler = new RowProgram.Compiler();
    int[][] overLost = new int[lost.length][];
    for (int i = 0; i < lost.length; i++) {
      int[] row = coefficients[present[survivors + i] - present.length];
      int[] factors = Arrays.copyOf(picked(row, Arrays.copyOf(present, survivors)), present.length);
      factors[survivors + i] = 1;
      compiler.row(syndrome(i), factors);
      overLost[i] = picked(row, lost);
    }
    int[][] inverse = GfMatrix.inverse(overLost);
    for (int i = sumPresent ? 1 : 0; i < lost.length; i++) {
      int[] factors = new int[rowCount()];
      for (int j = 0; j < lost.length; j++) {
        factors[syndrome(j)] = inverse[i][j];
      }
      compiler.row(found(i), factors);
    }
    if (sumPresent && lost.length > 1) {
      int[] factors = new int[found(lost.length)];
      Arrays.fill(factors, found(0), factors.length, 1);
      compiler.row(found(0), factors);
    }
    return compiler.compiled();
  }

  private static int[] picked(int[] row, int[] columns) {
    return Arrays.stream(columns).map(j -> row[j]).toArray();
  }
}
