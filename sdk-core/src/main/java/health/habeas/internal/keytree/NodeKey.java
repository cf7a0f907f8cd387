// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import health.habeas.internal.crypto.Hmac;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.SecretAccess;

/**
 * The key of one node of a day tree; it gives the keys of everything below and of nothing else. Left child =
 * HMAC-SHA-256(key, 0x00), right child = HMAC-SHA-256(key, 0x01). No equals and no hashCode; wiped when closed.
 * Thread-safe.
 */
public final class NodeKey implements AutoCloseable {
  private static final byte[][] SIDES = {{0x00}, {0x01}};

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
   * The key of a node below, or a copy of this one; at most 17 HMACs.
   *
   * @param below must be reached by this node
   */
  public NodeKey derive(DayTree.Node below) {
    if (!node.reaches(below)) {
      throw new IllegalArgumentException("this node does not reach that one");
    }
    Secret current = Secret.copyOf(key.bytes(SecretAccess.SECRET_ACCESS));
    for (int height = below.level() - node.level() - 1; height >= 0; height--) {
      try (Secret parent = current) {
        current = Secret.owning(Hmac.of(parent, SIDES[(below.index() >> height) & 1]));
      }
    }
    return new NodeKey(below, current);
  }

  /**
   * The key of a day.
   *
   * @param day must be below this node
   */
  public Secret leaf(int day) {
    return derive(DayTree.Node.leaf(day)).key;
  }

  /** A copy that is closed on its own. */
  public NodeKey copy() {
    return derive(node);
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
