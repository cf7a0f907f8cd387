// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import java.util.Comparator;

/**
 * The unit of keys: the exact set of a record's sensitivity labels, and one of its categories. Exact, so that two
 * holders who may each read one label can't join their keys to read a record that has both (L12, L48). Immutable.
 *
 * @param labelMask bit n stands for the label with wire number n; at least one bit, 1 to 255
 * @param category the category's wire number, 1 to 255
 */
public record CompartmentId(int labelMask, int category) implements Comparable<CompartmentId> {
  private static final Comparator<CompartmentId> ORDER =
      Comparator.comparingInt(CompartmentId::labelMask).thenComparingInt(CompartmentId::category);

  /** Checks both numbers. */
  public CompartmentId {
    if (labelMask < 1 || labelMask > 0xff || category < 1 || category > 0xff) {
      throw new IllegalArgumentException("a compartment has a label mask and a category of 1..255");
    }
  }

  /** The two bytes that the compartment's key is derived with. */
  public byte[] bytes() {
    return new byte[] {(byte) labelMask, (byte) category};
  }

  /** By mask, then category: the order in a keybox. */
  @Override
  public int compareTo(CompartmentId other) {
    return ORDER.compare(this, other);
  }
}
