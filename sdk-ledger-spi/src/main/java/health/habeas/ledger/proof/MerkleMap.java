// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/**
 * A growing sparse Merkle map from keys to positions in a log: proves of any key that it is there, and where, or that it is
 * not, and of any growth that it took nothing away and changed nothing.
 *
 * <p>Guarantees: a key never loses or changes its position; the root depends on what is in the map, not on the order in which
 * it came. A proof has about log2(n) hashes: some 700 bytes in a map of a million.
 *
 * <p>The tree is binary, a key's bits its path from the root; a subtree of one key is that key's leaf. Empty subtrees are 32
 * zeros, leaves {@code SHA-256(0x02 ‖ key ‖ position(8))}, inner nodes {@code SHA-256(0x03 ‖ left ‖ right)}.
 *
 * <p>Memory: about 98 bytes a key, if keys are hashes. Limit: 2^30 keys. Not thread-safe: one per log, guarded by its owner.
 * Source: docs/spec/log-maps.md.
 */
public final class MerkleMap {
  private final MapNodes nodes;
  private int root;

  /** An empty map. */
  public MerkleMap() {
    this(new MapNodes(), MapNodes.EMPTY);
  }

  MerkleMap(MapNodes nodes, int root) {
    this.nodes = nodes;
    this.root = root;
  }

  /** The root over everything in the map; 32 zeros when it is empty. */
  public TreeHash root() {
    return TreeHash.of(nodes.hash(root));
  }

  /**
   * Adds entries; a key that is there keeps its position, and of several with one key the least position counts. Many at
   * once cost less: each node above them is hashed once.
   *
   * @param entries in any order
   */
  public void add(Collection<MapEntry> entries) {
    root = new MapInsertion(nodes, entries).into(root);
  }

  /**
   * The position of a key, if it is there.
   *
   * @param key to look up
   */
  public OptionalLong find(TreeHash key) {
    int node = root;
    for (int depth = 0; node > MapNodes.EMPTY; depth++) {
      if (nodes.isPruned(node)) {
        throw MapProof.invalid("it says nothing of the key that is asked for");
      }
      node = key.bit(depth) ? nodes.right(node) : nodes.left(node);
    }
    return nodes.isLeaf(node) && nodes.entry(node).key().equals(key)
        ? OptionalLong.of(nodes.entry(node).position())
        : OptionalLong.empty();
  }

  /**
   * Proves what this map says of keys, present or not. The same proof shows what the map becomes when entries of just these
   * keys are added.
   *
   * @param keys one or more, in any order
   */
  public MapProof prove(Collection<TreeHash> keys) {
    return new MapProof(new MapPruning(nodes, keys).of(root));
  }

  /**
   * Proves what this map says of one key.
   *
   * @param key present or not
   */
  public MapProof prove(TreeHash key) {
    return prove(List.of(key));
  }
}
