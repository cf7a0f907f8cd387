// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;

/**
 * How many pieces an object is cut into, and how many of them bring it back: {@code StripeLayout.of(4, 6)} reads "any 4
 * of 6 rebuild".
 *
 * <p>Guarantee: {@link #parity()} pieces may be lost or altered without loss; fewer than {@link #data()} pieces are
 * useless even to somebody with every key. Tried and tuned: 2 of 3 (development), 4 of 6 (default), 6 of 9, 10 of 14.
 * Immutable.
 *
 * @param data k, how many pieces bring an object back, at least 1
 * @param total n, how many pieces there are, more than k and at most 255
 */
public record StripeLayout(int data, int total) {
  /** The default: any 4 of 6. */
  public static final StripeLayout DEFAULT = new StripeLayout(4, 6);

  private static final int MAX_TOTAL = 255;

  /** Checks that 1 ≤ k &lt; n ≤ 255. */
  public StripeLayout {
    if (data < 1 || total <= data || total > MAX_TOTAL) {
      throw new InvalidInputException(
          ErrorCode.LAYOUT_INVALID, "any " + data + " of " + total + " is not a layout");
    }
  }

  /**
   * Any {@code data} of {@code total} rebuild.
   *
   * @param data k
   * @param total n
   */
  public static StripeLayout of(int data, int total) {
    return new StripeLayout(data, total);
  }

  /** How many pieces may be lost, m = n − k. */
  public int parity() {
    return total - data;
  }

  /** How many custodians must have acknowledged before a write counts as durable: k + ⌈m / 2⌉. */
  public int writeQuorum() {
    return data + (parity() + 1) / 2;
  }

  @Override
  public String toString() {
    return "any " + data + " of " + total;
  }
}
