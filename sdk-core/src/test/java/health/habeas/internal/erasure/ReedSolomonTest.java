// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReedSolomonTest {
  private static final int ROW_BYTES = 67;

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "4, 2", "6, 3", "10, 4"})
  void anyKRowsGiveTheDataBack(int data, int parity) {
    List<byte[]> rows = rows(data, parity, new Random(7));
    int patterns = 0;
    for (int kept = 0; kept < 1 << (data + parity); kept++) {
      if (Integer.bitCount(kept) == data) {
        assertDecodes(rows, data, parity, kept);
        patterns++;
      }
    }
    assertThat(patterns).isEqualTo(choose(data + parity, data));
  }

  @Test
  void randomErasuresOfTheWidestPublishedCodeGiveTheDataBack() {
    Random random = new Random(11);
    List<byte[]> rows = rows(16, 4, random);
    for (int i = 0; i < 500; i++) {
      assertDecodes(rows, 16, 4, randomSubset(random, 20, 16));
    }
  }

  @ParameterizedTest
  @CsvSource({"17, 3", "5, 5", "3, 9", "20, 8"})
  void largerCodesUseCauchyAndGiveTheDataBack(int data, int parity) {
    assertThat(ReedSolomon.suite(data, parity)).isEqualTo("habeas-rs8-cauchy/1");
    Random random = new Random(13);
    List<byte[]> rows = rows(data, parity, random);
    assertThat(rows.get(data)).isEqualTo(exclusiveOr(rows.subList(0, data)));
    for (int i = 0; i < 200; i++) {
      assertDecodes(rows, data, parity, randomSubset(random, data + parity, data));
    }
  }

  @ParameterizedTest
  @CsvSource({"254, 1", "1, 254", "128, 127", "200, 55"})
  void theLargestCodesLoseAsMuchAsTheyMay(int data, int parity) {
    List<byte[]> rows = rows(data, parity, new Random(17));
    SortedMap<Integer, byte[]> kept = new TreeMap<>();
    for (int index = data + parity - 1; kept.size() < data; index--) {
      kept.put(index, rows.get(index));
    }
    assertSameRows(ReedSolomon.of(data, parity).decode(kept), rows.subList(0, data));
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "4, 2", "6, 3", "10, 4", "16, 4"})
  void parityIsTheSumOfProductsThatTheSpecificationStates(int data, int parity) {
    assertThat(ReedSolomon.suite(data, parity)).isEqualTo("habeas-rs8-p16/1");
    List<byte[]> rows = rows(data, parity, new Random(19));
    int[][] matrix = ReedSolomon.p16();
    for (int i = 0; i < parity; i++) {
      for (int b = 0; b < ROW_BYTES; b++) {
        int sum = 0;
        for (int j = 0; j < data; j++) {
          sum ^= FieldReference.multiply(matrix[i][j], rows.get(j)[b] & 0xff);
        }
        assertThat(rows.get(data + i)[b] & 0xff).isEqualTo(sum);
      }
    }
  }

  @Test
  void everySquareSubmatrixOfThePublishedMatrixIsNonSingular() {
    int[][] matrix = ReedSolomon.p16();
    int checked = 0;
    for (int rows = 1; rows < 1 << matrix.length; rows++) {
      for (int columns = 1; columns < 1 << matrix[0].length; columns++) {
        if (Integer.bitCount(rows) == Integer.bitCount(columns)) {
          assertThat(FieldReference.determinant(submatrix(matrix, rows, columns)))
              .isNotZero();
          checked++;
        }
      }
    }
    // 20 choose 16 erasure patterns, less the one without an erasure
    assertThat(checked).isEqualTo(4844);
  }

  @Test
  void refusesSizesThatNoByteCanIndex() {
    assertThatIllegalArgumentException().isThrownBy(() -> ReedSolomon.of(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> ReedSolomon.of(4, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> ReedSolomon.of(200, 56));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReedSolomon.of(Integer.MAX_VALUE, Integer.MAX_VALUE));
  }

  @Test
  void refusesToDecodeFromFewerRows() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReedSolomon.of(2, 1).decode(new TreeMap<>()));
  }

  private static List<byte[]> rows(int data, int parity, Random random) {
    List<byte[]> rows = new ArrayList<>();
    for (int j = 0; j < data; j++) {
      byte[] row = new byte[ROW_BYTES];
      random.nextBytes(row);
      rows.add(row);
    }
    rows.addAll(ReedSolomon.of(data, parity).encode(List.copyOf(rows)));
    assertThat(rows).hasSize(data + parity);
    return rows;
  }

  private static void assertDecodes(List<byte[]> rows, int data, int parity, int kept) {
    SortedMap<Integer, byte[]> sound = new TreeMap<>();
    IntStream.range(0, rows.size())
        .filter(i -> (kept >>> i & 1) == 1)
        .forEach(i -> sound.put(i, rows.get(i)));
    assertSameRows(ReedSolomon.of(data, parity).decode(sound), rows.subList(0, data));
  }

  private static void assertSameRows(List<byte[]> actual, List<byte[]> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int j = 0; j < expected.size(); j++) {
      assertThat(actual.get(j)).isEqualTo(expected.get(j));
    }
  }

  private static int randomSubset(Random random, int total, int size) {
    int subset = 0;
    while (Integer.bitCount(subset) < size) {
      subset |= 1 << random.nextInt(total);
    }
    return subset;
  }

  private static byte[] exclusiveOr(List<byte[]> rows) {
    byte[] sum = new byte[ROW_BYTES];
    rows.forEach(row -> IntStream.range(0, ROW_BYTES).forEach(i -> sum[i] ^= row[i]));
    return sum;
  }

  private static int[][] submatrix(int[][] matrix, int rows, int columns) {
    return IntStream.range(0, matrix.length)
        .filter(i -> (rows >>> i & 1) == 1)
        .mapToObj(i -> IntStream.range(0, matrix[i].length)
            .filter(j -> (columns >>> j & 1) == 1)
            .map(j -> matrix[i][j])
            .toArray())
        .toArray(int[][]::new);
  }

  private static long choose(int n, int k) {
    return k == 0 ? 1 : choose(n - 1, k - 1) * n / k;
  }
}
