// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.internal.crypto.Hmac;
import health.habeas.internal.crypto.Secret;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Goes from node to node below one node and keeps the keys on its path, so that a step to a near day takes a few HMACs
 * in place of seventeen. Visit days in order where many are needed.
 *
 * <p>Not thread-safe: one per thread. Wiped when closed; the node that it starts from stays open and is the caller's.
 */
public final class TreeWalk implements AutoCloseable {
  private static final byte[][] SIDES = {{0x00}, {0x01}};

  private final NodeKey top;
  private final Deque<NodeKey> path = new ArrayDeque<>();

  /**
   * Starts.
   *
   * @param top below which to walk
   */
  public TreeWalk(NodeKey top) {
    this.top = top;
  }

  /**
   * The key of a day; the caller closes it.
   *
   * @param day must be below the top
   */
  public Secret leaf(int day) {
    return to(DayTree.Node.leaf(day)).copyKey();
  }

  /**
   * The key of a node, as a copy that is closed on its own.
   *
   * @param below must be the top or below it
   */
  public NodeKey node(DayTree.Node below) {
    return to(below).copy();
  }

  private NodeKey to(DayTree.Node below) {
    if (!top.node().reaches(below)) {
      throw new IllegalArgumentException("this node does not reach that one");
    }
    while (!path.isEmpty() && !path.getLast().node().reaches(below)) {
      path.removeLast().close();
    }
    NodeKey current = path.isEmpty() ? top : path.getLast();
    while (current.node().level() < below.level()) {
      current = child(current, below);
      path.addLast(current);
    }
    return current;
  }

  private static NodeKey child(NodeKey parent, DayTree.Node below) {
    int level = parent.node().level() + 1;
    int index = below.index() >> (below.level() - level);
    Secret key = Secret.owning(Hmac.of(parent.key(SECRET_ACCESS), SIDES[index & 1]));
    return new NodeKey(new DayTree.Node(level, index), key);
  }

  @Override
  public void close() {
    path.forEach(NodeKey::close);
    path.clear();
  }
}
