// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import java.util.ArrayList;
import java.util.List;

/**
 * The shape of the binary tree over the 2^17 days from 1900-01-01 to 2258-11-11: which nodes stand for which days. Keys
 * are elsewhere, in {@link NodeKey}. Source: grants design, section 2; Goldreich, Goldwasser, Micali 1986. Thread-safe.
 */
public final class DayTree {
  /** How many steps a leaf is below the root. */
  public static final int DEPTH = 17;

  /** How many days the tree has. */
  public static final int DAYS = 1 << DEPTH;

  /** The most nodes that any range of days needs (L51). */
  public static final int MAX_COVER = 2 * DEPTH - 2;

  private DayTree() {}

  /**
   * A place in the tree.
   *
   * @param level 0 is the root, 17 a leaf
   * @param index from the left within its level, 0 to 2^level − 1
   */
  public record Node(int level, int index) {
    /** The node above all days. */
    public static final Node ROOT = new Node(0, 0);

    /** Checks that the tree has this place. */
    public Node {
      if (level < 0 || level > DEPTH || index < 0 || index >= 1 << level) {
        throw new IllegalArgumentException("the day tree has no such node");
      }
    }

    /**
     * The leaf of a day.
     *
     * @param day 0 to 2^17 − 1
     */
    public static Node leaf(int day) {
      return new Node(DEPTH, day);
    }

    /** The days below this node. */
    public DayRange days() {
      int height = DEPTH - level;
      return new DayRange(index << height, (index + 1) << height);
    }

    /**
     * Whether the other node is this one or below it.
     *
     * @param other any node
     */
    public boolean reaches(Node other) {
      return other.level >= level && other.index >> (other.level - level) == index;
    }
  }

  /**
   * The fewest nodes below which lie exactly these days, from left to right: disjoint, and at most 32 (L51).
   *
   * @param days may be empty, which needs no node
   */
  public static List<Node> cover(DayRange days) {
    List<Node> nodes = new ArrayList<>();
    int day = days.from();
    while (day < days.to()) {
      int aligned = day == 0 ? DEPTH : Math.min(DEPTH, Integer.numberOfTrailingZeros(day));
      int fitting = 31 - Integer.numberOfLeadingZeros(days.to() - day);
      int height = Math.min(aligned, fitting);
      nodes.add(new Node(DEPTH - height, day >> height));
      day += 1 << height;
    }
    return List.copyOf(nodes);
  }
}
