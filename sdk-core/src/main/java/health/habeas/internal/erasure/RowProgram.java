// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A matrix over {@link Gf256}, compiled to passes over whole rows, so that multiplying by it needs no table.
 *
 * <p>A row of the product is evaluated bit by bit of its factors, as in Horner's rule: the sum of the rows whose factor
 * has the highest bit; then, for each lower bit, x times that plus the sum of the rows whose factor has this bit. Small
 * factors make short programs. A row of ones is one sum. Immutable.
 */
final class RowProgram {
  // So small that the tiles of a code with 14 rows stay in the cache between one pass and the next.
  private static final int TILE_BYTES = 4096;

  private final List<Step> steps;

  private RowProgram(List<Step> steps) {
    this.steps = steps;
  }

  /**
   * Runs the program on some of each row's bytes, the same ones in every row.
   *
   * @param rows what is read and what is written, by the numbers that the program was made with; no array twice
   * @param from the first byte
   * @param to the byte after the last
   */
  void run(byte[][] rows, int from, int to) {
    for (byte[] row : rows) {
      Objects.checkFromToIndex(from, to, row.length);
    }
    int words = from + ((to - from) & -Long.BYTES);
    for (int at = from; at < words; at += TILE_BYTES) {
      int end = Math.min(words, at + TILE_BYTES);
      for (Step step : steps) {
        step.words(rows, at, end);
      }
    }
    for (Step step : steps) {
      step.bytes(rows, words, to);
    }
  }

  /** One pass: the row that it writes becomes a sum of others. */
  private sealed interface Step {
    /** From a multiple of eight bytes after the beginning of a run to another one. */
    void words(byte[][] rows, int from, int to);

    /** What is left at the end, fewer than eight bytes. */
    void bytes(byte[][] rows, int from, int to);
  }

  private record Sum(int target, int[] of) implements Step {
    @Override
    public void words(byte[][] rows, int from, int to) {
      RowKernels.sum(rows[target], rows, of, from, to);
    }

    @Override
    public void bytes(byte[][] rows, int from, int to) {
      for (int i = from; i < to; i++) {
        int sum = 0;
        for (int row : of) {
          sum ^= rows[row][i];
        }
        rows[target][i] = (byte) sum;
      }
    }
  }

  /** x times the first row, plus the others. */
  private record Times(int target, int[] of) implements Step {
    @Override
    public void words(byte[][] rows, int from, int to) {
      RowKernels.times(rows[target], rows, of, from, to);
    }

    @Override
    public void bytes(byte[][] rows, int from, int to) {
      for (int i = from; i < to; i++) {
        int sum = (int) RowKernels.timesX(rows[of[0]][i] & 0xff);
        for (int j = 1; j < of.length; j++) {
          sum ^= rows[of[j]][i];
        }
        rows[target][i] = (byte) sum;
      }
    }
  }

  /** Puts a program together, row after row. Not thread-safe: one per program. */
  static final class Compiler {
    private final List<Step> steps = new ArrayList<>();

    /**
     * Adds: the target becomes Σ factors[j] · row j.
     *
     * @param target the number of a row without a factor; or, where all factors are 0 or 1, the first that has one
     * @param factors 0 to 255, by the number of the row, not all 0; later rows have none
     */
    Compiler row(int target, int... factors) {
      int bit = highestBit(factors);
      int[] top = withBit(factors, bit);
      int product = top[0];
      if (bit == 0 || top.length > 1) {
        addSum(target, top);
        product = target;
      }
      while (bit-- > 0) {
        addTimes(target, product, withBit(factors, bit));
        product = target;
      }
      return this;
    }

    RowProgram compiled() {
      return new RowProgram(List.copyOf(steps));
    }

    private void addSum(int target, int[] rows) {
      int first = Math.min(rows.length, RowKernels.MAX_SUM);
      steps.add(new Sum(target, Arrays.copyOf(rows, first)));
      addMore(target, rows, first);
    }

    private void addTimes(int target, int product, int[] rows) {
      int first = Math.min(rows.length, RowKernels.MAX_ADDED);
      steps.add(new Times(target, prepended(product, rows, 0, first)));
      addMore(target, rows, first);
    }

    /** The rows that one pass could not take. */
    private void addMore(int target, int[] rows, int from) {
      for (int at = from; at < rows.length; at += RowKernels.MAX_SUM - 1) {
        int end = Math.min(rows.length, at + RowKernels.MAX_SUM - 1);
        steps.add(new Sum(target, prepended(target, rows, at, end)));
      }
    }

    private static int[] prepended(int first, int[] rows, int from, int to) {
      int[] all = new int[1 + to - from];
      all[0] = first;
      System.arraycopy(rows, from, all, 1, to - from);
      return all;
    }

    private static int highestBit(int[] factors) {
      int all = Arrays.stream(factors).reduce(0, (a, b) -> a | b);
      if (all == 0) {
        throw new IllegalArgumentException("a row of zeros is no row of a code");
      }
      return 31 - Integer.numberOfLeadingZeros(all);
    }

    private static int[] withBit(int[] factors, int bit) {
      int[] rows = new int[factors.length];
      int count = 0;
      for (int row = 0; row < factors.length; row++) {
        if ((factors[row] >>> bit & 1) == 1) {
          rows[count++] = row;
        }
      }
      return Arrays.copyOf(rows, count);
    }
  }
}
