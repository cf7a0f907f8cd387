// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * The code of docs/spec/shards.md, section 3, the plain way: one table of products a factor, one byte after the other, and
 * one inverse over all k rows. What {@link ReedSolomon} must agree with.
 */
final class TableReedSolomon {
  private final int data;
  private final int[][] coefficients;

  TableReedSolomon(int data, int parity) {
    this.data = data;
    this.coefficients = new int[parity][data];
    boolean published = data <= 16 && parity <= 4;
    for (int i = 0; i < parity; i++) {
      for (int j = 0; j < data; j++) {
        coefficients[i][j] = published
            ? ReedSolomon.p16()[i][j]
            : FieldReference.multiply(data ^ j, inverse((data + i) ^ j));
      }
    }
  }

  List<byte[]> encode(List<byte[]> rows) {
    List<byte[]> parity = new ArrayList<>();
    for (int[] factors : coefficients) {
      parity.add(combine(factors, rows));
    }
    return parity;
  }

  List<byte[]> decode(SortedMap<Integer, byte[]> rows) {
    List<byte[]> present = List.copyOf(rows.values());
    int[][] inverse = GfMatrix.inverse(rows.keySet().stream().map(this::row).toArray(int[][]::new));
    List<byte[]> decoded = new ArrayList<>();
    for (int j = 0; j < data; j++) {
      decoded.add(combine(inverse[j], present));
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
      byte[] products = new byte[256];
      for (int x = 0; x < 256; x++) {
        products[x] = (byte) FieldReference.multiply(factors[j], x);
      }
      byte[] row = rows.get(j);
      for (int i = 0; i < sum.length; i++) {
        sum[i] ^= products[row[i] & 0xff];
      }
    }
    return sum;
  }

  private static int inverse(int a) {
    for (int b = 1; b < 256; b++) {
      if (FieldReference.multiply(a, b) == 1) {
        return b;
      }
    }
    throw new ArithmeticException("zero has no inverse");
  }
}
