// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Systematic Reed-Solomon over GF(2^8): k data rows and m parity rows of equal length, of which any k give back the
 * data.
 *
 * <p>Up to k = 16 and m = 4 the coefficients are the published matrix of {@code habeas-rs8-p16/1}: the first k columns
 * and m rows of {@link #p16()}, all of whose square submatrices are non-singular. Beyond, {@code habeas-rs8-cauchy/1}:
 * 1 / (x_i + y_j) with y_j = j and x_i = k + i, each column scaled so that row 0 is ones. Both run as {@link RowProgram}s.
 * Immutable.
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
  private final RowProgram encoder;

  private ReedSolomon(int data, int[][] coefficients) {
    this.data = data;
    this.coefficients = coefficients;
    this.encoder = encoder(data, coefficients);
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
    byte[][] rows = Arrays.copyOf(dataRows.toArray(byte[][]::new), data + coefficients.length);
    int length = rows[0].length;
    for (int i = data; i < rows.length; i++) {
      rows[i] = new byte[length];
    }
    encode(rows, 0, length);
    return List.of(rows).subList(data, rows.length);
  }

  /**
   * Fills in the parity of some bytes, in place.
   *
   * @param rows data rows 0 … k − 1, which are read, and parity rows k … k + m − 1, which are written; no array twice
   * @param from the first byte in every row
   * @param to the byte after the last
   */
  public void encode(byte[][] rows, int from, int to) {
    if (rows.length != data + coefficients.length) {
      throw new IllegalArgumentException("exactly k + m rows are needed");
    }
    encoder.run(rows, from, to);
  }

  /**
   * The data rows, from any k rows. Rows that are present are returned as they are, not as copies.
   *
   * @param rows exactly k rows of equal length by their index: data 0 … k − 1, parity k … k + m − 1
   */
  public List<byte[]> decode(SortedMap<Integer, byte[]> rows) {
    return decoder(rows.keySet()).decode(rows);
  }

  /**
   * The decoder for one pattern of losses, to be kept where many stripes have lost the same rows.
   *
   * @param present the indices of exactly k rows
   */
  public Decoder decoder(Set<Integer> present) {
    return new Decoder(coefficients, data, new TreeSet<>(present));
  }

  private static RowProgram encoder(int data, int[][] coefficients) {
    RowProgram.Compiler compiler = new RowProgram.Compiler();
    for (int i = 0; i < coefficients.length; i++) {
      compiler.row(data + i, coefficients[i]);
    }
    return compiler.compiled();
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
