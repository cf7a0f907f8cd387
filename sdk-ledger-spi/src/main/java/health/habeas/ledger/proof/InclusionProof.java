// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.util.List;
import java.util.Optional;

/**
 * That a leaf stands at an index of the tree of a given size: the audit path of RFC 9162, section 2.1.3, from the leaf's
 * sibling up to the root's child. Immutable.
 *
 * @param index the leaf's place, from 0
 * @param size the tree's number of leaves
 * @param path the siblings, lowest first
 */
public record InclusionProof(long index, long size, List<TreeHash> path) {
  /** Copies the path. */
  public InclusionProof {
    path = List.copyOf(path);
  }

  /**
   * Whether the proof leads from the leaf to the root. Pure; never throws.
   *
   * @param leaf the leaf's hash
   * @param root the root that a trusted checkpoint states for this size
   */
  public boolean proves(TreeHash leaf, TreeHash root) {
    return root(leaf).filter(root::equals).isPresent();
  }

  /**
   * The root that the path leads to, or empty if it is no path of this index and size. Pure; never throws.
   *
   * @param leaf the leaf's hash
   */
  public Optional<TreeHash> root(TreeHash leaf) {
    if (index < 0 || index >= size) {
      return Optional.empty();
    }
    // RFC 9162, section 2.1.3.2, with its names
    long fn = index;
    long sn = size - 1;
    TreeHash r = leaf;
    for (TreeHash p : path) {
      if (sn == 0) {
        return Optional.empty();
      }
      if ((fn & 1) == 1 || fn == sn) {
        r = TreeHash.node(p, r);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        r = TreeHash.node(r, p);
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    return sn == 0 ? Optional.of(r) : Optional.empty();
  }
}
