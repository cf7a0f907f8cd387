// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.SecretAccess;
import java.util.List;

/**
 * The key of one node of a day tree; it gives the keys of everything below and of nothing else. Left child =
 * HMAC-SHA-256(key, 0x00), right child = HMAC-SHA-256(key, 0x01). No equals and no hashCode; wiped when closed.
 * Thread-safe.
 */
public final class NodeKey implements AutoCloseable {
  private final DayTree.Node node;
  private final Secret key;

  /**
   * Takes ownership of the key.
   *
   * @param node where in the tree
   * @param key 32 bytes
   */
  public NodeKey(DayTree.Node node, Secret key) {
    this.node = node;
    this.key = key;
  }

  /** Where in the tree. */
  public DayTree.Node node() {
    return node;
  }

  /**
   * The key itself, still owned by this.
   *
   * @param access the token that makes reads findable
   */
  public Secret key(SecretAccess access) {
    return key;
  }

  /**
   * The key of a day, by at most 17 HMACs; {@link TreeWalk} is quicker for many. The caller closes it.
   *
   * @param day must be below this node
   */
  public Secret leaf(int day) {
    try (TreeWalk walk = new TreeWalk(this)) {
      return walk.leaf(day);
    }
  }

  /**
   * The keys of the fewest nodes that cover those of these days that are below this node, from left to right.
   *
   * @param days any range
   */
  public List<NodeKey> cover(DayRange days) {
    try (TreeWalk walk = new TreeWalk(this)) {
      return DayTree.cover(days.intersection(node.days())).stream()
          .map(walk::node)
          .toList();
    }
  }

  /** A copy that is closed on its own. */
  public NodeKey copy() {
    return new NodeKey(node, copyKey());
  }

  Secret copyKey() {
    return key.copy();
  }

  @Override
  public void close() {
    key.close();
  }

  /** The place, never the key. */
  @Override
  public String toString() {
    return "NodeKey[" + node.level() + "/" + node.index() + "]";
  }
}
