// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The coder beside the plain tables. What it promises must hold whatever a compiler makes of its loops, so {@code -Pcoder}
 * runs this class with other vector widths, without vectors, with C1 alone and without a compiler.
 */
class CoderTest {
  /** How often a loop runs until HotSpot has compiled it for good; fewer where nothing compiles. */
  private static final int HOT = Integer.getInteger("habeas.hot", 20_000);

  private static final int TILE_BYTES = 4096;
  private static final int LONGEST = 2 * TILE_BYTES + 77;

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "4, 2", "6, 3", "10, 4", "16, 4", "5, 5", "20, 8"})
  void everyLengthHasTheBytesOfTheTables(int data, int parity) {
    Random random = new Random(23);
    List<byte[]> rows = rows(data, LONGEST, random);
    List<byte[]> expected = new TableReedSolomon(data, parity).encode(rows);
    ReedSolomon code = ReedSolomon.of(data, parity);
    for (int length : lengths(random)) {
      List<byte[]> actual = code.encode(cut(rows, length));
      assertThat(actual).hasSize(parity);
      for (int i = 0; i < parity; i++) {
        assertThat(actual.get(i)).isEqualTo(Arrays.copyOf(expected.get(i), length));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 2", "10, 4", "5, 5"})
  void hotLoopsEncodeLikeTheTables(int data, int parity) {
    Random random = new Random(29);
    List<byte[]> rows = rows(data, LONGEST, random);
    List<byte[]> expected = new TableReedSolomon(data, parity).encode(rows);
    ReedSolomon code = ReedSolomon.of(data, parity);
    byte[][] all = Arrays.copyOf(rows.toArray(byte[][]::new), data + parity);
    for (int turn = 0; turn < HOT; turn++) {
      for (int i = data; i < all.length; i++) {
        all[i] = new byte[LONGEST];
      }
      int from = random.nextInt(200);
      int to = from + random.nextInt(turn % 64 == 0 ? LONGEST - from : 300);
      code.encode(all, from, to);
      for (int i = 0; i < parity; i++) {
        assertOnly(all[data + i], expected.get(i), from, to);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 2", "10, 4", "16, 4", "5, 5"})
  void hotLoopsDecodeLikeTheTables(int data, int parity) {
    Random random = new Random(31);
    int patterns = 40;
    for (int pattern = 0; pattern < patterns; pattern++) {
      SortedMap<Integer, byte[]> present = present(data, parity, random);
      List<byte[]> expected = new TableReedSolomon(data, parity).decode(present);
      Decoder decoder = ReedSolomon.of(data, parity).decoder(present.keySet());
      for (int turn = 0; turn < HOT / patterns; turn++) {
        List<byte[]> decoded = decoder.decode(present);
        for (int j = 0; j < data; j++) {
          assertThat(Arrays.equals(decoded.get(j), expected.get(j))).isTrue();
        }
      }
    }
  }

  @Test
  void decodesInPlace() {
    Random random = new Random(59);
    SortedMap<Integer, byte[]> present = present(10, 4, random);
    List<byte[]> expected = new TableReedSolomon(10, 4).decode(present);
    Decoder decoder = ReedSolomon.of(10, 4).decoder(present.keySet());
    byte[][] rows = Arrays.copyOf(present.values().toArray(byte[][]::new), decoder.rowCount());
    for (int i = 10; i < rows.length; i++) {
      rows[i] = new byte[300];
    }
    decoder.decode(rows, 3, 299);
    int lost = 10;
    for (int j = 0; j < 10; j++) {
      if (!present.containsKey(j)) {
        assertThat(Arrays.equals(rows[lost], 3, 299, expected.get(j), 3, 299)).isTrue();
        lost++;
      }
    }
    assertThat(lost).isGreaterThan(10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> decoder.decode(Arrays.copyOf(rows, 10), 0, 300));
  }

  @Test
  void encodingLeavesAllOtherBytesAlone() {
    byte[][] rows = rows(6, 300, new Random(37)).toArray(byte[][]::new);
    byte[][] before = Arrays.stream(rows).map(byte[]::clone).toArray(byte[][]::new);
    ReedSolomon.of(4, 2).encode(rows, 100, 229);
    for (int i = 0; i < rows.length; i++) {
      for (int at = 0; at < 300; at++) {
        if (i < 4 || at < 100 || at >= 229) {
          assertThat(rows[i][at]).isEqualTo(before[i][at]);
        }
      }
    }
  }

  @Test
  void presentRowsAreGivenBackThemselves() {
    SortedMap<Integer, byte[]> present = present(4, 2, new Random(41));
    List<byte[]> decoded = ReedSolomon.of(4, 2).decode(present);
    present.forEach((index, row) -> {
      if (index < 4) {
        assertThat(decoded.get(index)).isSameAs(row);
      }
    });
  }

  @Test
  void refusesRowsThatDoNotFit() {
    ReedSolomon code = ReedSolomon.of(4, 2);
    byte[][] tooFew = new byte[5][64];
    assertThatIllegalArgumentException().isThrownBy(() -> code.encode(tooFew, 0, 64));
    byte[][] oneShort = {
      new byte[64], new byte[64], new byte[64], new byte[63], new byte[64], new byte[64]
    };
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> code.encode(oneShort, 0, 64));
    SortedMap<Integer, byte[]> beyond = present(4, 2, new Random(43));
    beyond.remove(beyond.lastKey());
    beyond.put(6, new byte[0]);
    assertThatIllegalArgumentException().isThrownBy(() -> code.decode(beyond));
    beyond.remove(6);
    beyond.put(-1, new byte[0]);
    assertThatIllegalArgumentException().isThrownBy(() -> code.decode(beyond));
  }

  @Test
  void aDecoderIsForOnePattern() {
    Random random = new Random(47);
    Decoder decoder = ReedSolomon.of(4, 2).decoder(Set.of(0, 1, 2, 5));
    SortedMap<Integer, byte[]> others = new TreeMap<>();
    for (int index : new int[] {0, 1, 2, 4}) {
      others.put(index, rows(1, 64, random).get(0));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> decoder.decode(others));
  }

  private static int[] lengths(Random random) {
    List<Integer> lengths = new ArrayList<>();
    for (int length = 0; length < 140; length++) {
      lengths.add(length);
    }
    for (int boundary : new int[] {TILE_BYTES, 2 * TILE_BYTES}) {
      for (int beside = -9; beside <= 9; beside++) {
        lengths.add(boundary + beside);
      }
    }
    for (int i = 0; i < 20; i++) {
      lengths.add(random.nextInt(LONGEST + 1));
    }
    return lengths.stream().mapToInt(Integer::intValue).toArray();
  }

  private static void assertOnly(byte[] actual, byte[] expected, int from, int to) {
    assertThat(Arrays.equals(actual, from, to, expected, from, to)).isTrue();
    assertThat(from == 0 || actual[from - 1] == 0).isTrue();
    assertThat(to == LONGEST || actual[to] == 0).isTrue();
  }

  /** All rows of a code but as many as it may lose, drawn. */
  private static SortedMap<Integer, byte[]> present(int data, int parity, Random random) {
    List<byte[]> rows = new ArrayList<>(rows(data, 300, random));
    rows.addAll(new TableReedSolomon(data, parity).encode(List.copyOf(rows)));
    return Shuffled.some(rows, data, random.nextLong());
  }

  private static List<byte[]> rows(int count, int length, Random random) {
    List<byte[]> rows = new ArrayList<>();
    for (int j = 0; j < count; j++) {
      byte[] row = new byte[length];
      random.nextBytes(row);
      rows.add(row);
    }
    return rows;
  }

  private static List<byte[]> cut(List<byte[]> rows, int length) {
    return rows.stream().map(row -> Arrays.copyOf(row, length)).toList();
  }
}
