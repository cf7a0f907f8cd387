// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

/**
 * What a size is rounded up to before it can be seen: 256 B, 1, 4 and 16 KiB, and above those Padmé (Nikitin et al.,
 * PETS 2019), which keeps the magnitude and the four or five bits below the highest one.
 *
 * <p>What leaks: up to 16 KiB, which of four classes; above, at most ten bits of the size, at a cost of at most 6.25 %.
 * Immutable.
 */
public final class Padding {
  private static final int[] CLASSES = {256, 1024, 4096, 16_384};

  private Padding() {}

  /**
   * The padded size.
   *
   * @param sizeBytes 0 to 2^30
   */
  public static int padded(int sizeBytes) {
    return Math.toIntExact(padded((long) sizeBytes));
  }

  /**
   * The padded size.
   *
   * @param sizeBytes 0 to 2^60
   */
  public static long padded(long sizeBytes) {
    int number = classNumber(sizeBytes);
    return number < CLASSES.length ? CLASSES[number] : padme(sizeBytes);
  }

  /**
   * The number of the class that a size falls into, 0 to 3, or 4 for Padmé.
   *
   * @param sizeBytes 0 or more
   */
  static int classNumber(long sizeBytes) {
    int number = 0;
    while (number < CLASSES.length && sizeBytes > CLASSES[number]) {
      number++;
    }
    return number;
  }

  private static long padme(long sizeBytes) {
    int exponent = floorLog2(sizeBytes);
    int keptBits = floorLog2(exponent) + 1;
    long mask = (1L << (exponent - keptBits)) - 1;
    return (sizeBytes + mask) & ~mask;
  }

  private static int floorLog2(long value) {
    return 63 - Long.numberOfLeadingZeros(value);
  }
}
