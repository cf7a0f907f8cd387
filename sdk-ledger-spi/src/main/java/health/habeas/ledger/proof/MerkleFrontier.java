// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a growing Merkle tree: enough to compute the root of everything read so far, in O(log n) memory, for
 * a reader that checks a whole log against its checkpoints. Not thread-safe: one per reader.
 */
public final class MerkleFrontier {
  // one hash for each set bit of the size, largest subtree first
  private final List<TreeHash> edge;
  private long size;

  /** The frontier of an empty tree. */
  public MerkleFrontier() {
    this(new ArrayList<>(), 0);
  }

  private MerkleFrontier(List<TreeHash> edge, long size) {
    this.edge = edge;
    this.size = size;
  }

  /** An independent copy, to try leaves on before they are believed. */
  public MerkleFrontier copy() {
    return new MerkleFrontier(new ArrayList<>(edge), size);
  }

  /** The number of leaves so far. */
  public long size() {
    return size;
  }

  /**
   * Appends a leaf.
   *
   * @param leaf the leaf's hash, {@link TreeHash#leaf}
   */
  public void add(TreeHash leaf) {
    TreeHash hash = leaf;
    for (long place = size; (place & 1) == 1; place >>>= 1) {
      hash = TreeHash.node(edge.remove(edge.size() - 1), hash);
    }
    edge.add(hash);
    size++;
  }

  /** The root of all leaves so far. */
  public TreeHash root() {
    if (edge.isEmpty()) {
      return TreeHash.empty();
    }
    TreeHash root = edge.get(edge.size() - 1);
    for (int i = edge.size() - 2; i >= 0; i--) {
      root = TreeHash.node(edge.get(i), root);
    }
    return root;
  }
}
