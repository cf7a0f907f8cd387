// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Systematic Reed-Solomon over GF(2^8): k data rows and m parity rows of equal length, of which any k give back the
 * data.
 *
 * <p>Up to k = 16 and m = 4 the coefficients are the published matrix of {@code habeas-rs8-p16/1}: the first k columns
 * and m rows of {@link #p16()}, all of whose square submatrices are non-singular. Beyond, {@code habeas-rs8-cauchy/1}:
 * 1 / (x_i + y_j) with y_j = j and x_i = k + i, each column scaled so that row 0 is ones. Immutable.
 */
public final class ReedSolomon {
  /** The codec for k ≤ 16 and m ≤ 4. */
  public static final String P16_SUITE = "habeas-rs8-p16/1";

  /** The codec for every other size. */
  public static final String CAUCHY_SUITE = "habeas-rs8-cauchy/1";

  /** The largest k + m, so that a shard's Shamir coordinate fits into a byte. */
  public static final int MAX_TOTAL = 255;

  private static final int[][] P16 = {
    {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
    {1, 8, 16, 4, 2, 17, 18, 5, 9, 3, 20, 10, 12, 6, 26, 28},
    {1, 16, 4, 2, 8, 10, 20, 6, 5, 18, 12, 17, 9, 28, 24, 3},
    {1, 4, 2, 8, 16, 12, 6, 17, 24, 10, 9, 18, 3, 5, 20, 25}
  };

  private final int data;
  private final int[][] coefficients;

  private ReedSolomon(int data, int[][] coefficients) {
    this.data = data;
    this.coefficients = coefficients;
  }

  /**
   * The code of this size.
   *
   * @param data k, at least 1
   * @param parity m, at least 1, with k + m ≤ 255
   */
  public static ReedSolomon of(int data, int parity) {
    if (!isValid(data, parity)) {
      throw new IllegalArgumentException("k ≥ 1, m ≥ 1 and k + m ≤ 255 are needed");
    }
    boolean published = suite(data, parity).equals(P16_SUITE);
    return new ReedSolomon(data, published ? p16(data, parity) : cauchy(data, parity));
  }

  /**
   * Whether a code of this size exists.
   *
   * @param data k
   * @param parity m
   */
  public static boolean isValid(int data, int parity) {
    return data >= 1 && parity >= 1 && data <= MAX_TOTAL && parity <= MAX_TOTAL - data;
  }

  /**
   * The whole name of the codec that serves this size.
   *
   * @param data k
   * @param parity m
   */
  public static String suite(int data, int parity) {
    return data <= P16[0].length && parity <= P16.length ? P16_SUITE : CAUCHY_SUITE;
  }

  /**
   * The parity rows.
   *
   * @param dataRows k rows of equal length
   */
  public List<byte[]> encode(List<byte[]> dataRows) {
    List<byte[]> parity = new ArrayList<>();
    for (int[] row : coefficients) {
      parity.add(combine(row, dataRows));
    }
    return parity;
  }

  /**
   * The data rows, from any k rows. Rows that are present are returned as they are, not as copies.
   *
   * @param rows exactly k rows of equal length by their index: data 0 … k − 1, parity k … k + m − 1
   */
  public List<byte[]> decode(SortedMap<Integer, byte[]> rows) {
    if (rows.size() != data) {
      throw new IllegalArgumentException("exactly k rows are needed");
    }
    List<byte[]> present = List.copyOf(rows.values());
    int[][] inverse = GfMatrix.inverse(rows.keySet().stream().map(this::row).toArray(int[][]::new));
    List<byte[]> decoded = new ArrayList<>();
    for (int j = 0; j < data; j++) {
      byte[] known = rows.get(j);
      decoded.add(known != null ? known : combine(inverse[j], present));
    }
    return decoded;
  }

  private int[] row(int index) {
    if (index >= data) {
      return coefficients[index - data];
    }
    int[] unit = new int[data];
    unit[index] = 1;
    return unit;
  }

  private static byte[] combine(int[] factors, List<byte[]> rows) {
    byte[] sum = new byte[rows.get(0).length];
    for (int j = 0; j < factors.length; j++) {
      addProduct(sum, rows.get(j), Gf256.row(factors[j]));
    }
    return sum;
  }

  private static void addProduct(byte[] sum, byte[] row, byte[] products) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] ^= products[row[i] & 0xff];
    }
  }

  /** The published matrix, a copy. */
  static int[][] p16() {
    return p16(P16[0].length, P16.length);
  }

  private static int[][] p16(int data, int parity) {
    int[][] matrix = new int[parity][data];
    for (int i = 0; i < parity; i++) {
      System.arraycopy(P16[i], 0, matrix[i], 0, data);
    }
    return matrix;
  }

  private static int[][] cauchy(int data, int parity) {
    int[][] matrix = new int[parity][data];
    for (int i = 0; i < parity; i++) {
      for (int j = 0; j < data; j++) {
        matrix[i][j] = Gf256.multiply(data ^ j, Gf256.inverse((data + i) ^ j));
      }
    }
    return matrix;
  }
}
