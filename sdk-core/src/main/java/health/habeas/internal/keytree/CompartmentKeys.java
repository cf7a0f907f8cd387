// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import health.habeas.internal.crypto.Secret;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a holder has of one compartment in one epoch: the page key, and the nodes that cover its days. Thread-safe; wiped
 * when closed; no equals and no hashCode.
 */
public final class CompartmentKeys implements AutoCloseable {
  private final CompartmentId compartment;
  private final int epoch;
  private final Secret pageKey;
  private final List<NodeKey> nodes;

  /**
   * Takes ownership of the keys.
   *
   * @param compartment which compartment
   * @param epoch which generation of its keys, from 0
   * @param pageKey 32 bytes
   * @param nodes from left to right, disjoint; may be empty
   */
  public CompartmentKeys(
      CompartmentId compartment, int epoch, Secret pageKey, List<NodeKey> nodes) {
    this.compartment = compartment;
    this.epoch = epoch;
    this.pageKey = pageKey;
    this.nodes = List.copyOf(nodes);
    if (epoch < 0 || !isOrdered()) {
      throw new IllegalArgumentException("an epoch from 0 and disjoint nodes in order are needed");
    }
  }

  /** Which compartment. */
  public CompartmentId compartment() {
    return compartment;
  }

  /** Which generation of its keys. */
  public int epoch() {
    return epoch;
  }

  /** The key of the compartment's pages; still owned by this. */
  public Secret pageKey() {
    return pageKey;
  }

  /** The nodes from left to right; still owned by this. */
  public List<NodeKey> nodes() {
    return nodes;
  }

  /** The days that the nodes reach, disjoint and in order. */
  public List<DayRange> days() {
    return DayRange.union(nodes.stream().map(key -> key.node().days()).toList());
  }

  /**
   * The key of a day, empty when it is out of reach; the caller closes it.
   *
   * @param day any day
   */
  public Optional<Secret> leaf(int day) {
    return nodes.stream()
        .filter(key -> key.node().days().contains(day))
        .findFirst()
        .map(key -> key.leaf(day));
  }

  /**
   * Copies of the keys for those of these days that are within reach (L47).
   *
   * @param days in any order, overlapping or not
   */
  public CompartmentKeys narrow(Collection<DayRange> days) {
    List<DayRange> wanted = DayRange.union(days);
    List<NodeKey> below = nodes.stream()
        .flatMap(key -> wanted.stream().flatMap(range -> key.cover(range).stream()))
        .toList();
    return new CompartmentKeys(compartment, epoch, pageKey.copy(), below);
  }

  /** A copy that is closed on its own. */
  public CompartmentKeys copy() {
    return new CompartmentKeys(
        compartment, epoch, pageKey.copy(), nodes.stream().map(NodeKey::copy).toList());
  }

  /**
   * Copies of what either has, each day once.
   *
   * @param other of the same compartment and epoch
   */
  public CompartmentKeys merge(CompartmentKeys other) {
    TreeMap<Integer, NodeKey> byFirstDay = new TreeMap<>();
    for (NodeKey key : nodes) {
      byFirstDay.put(key.node().days().from(), key);
    }
    other.nodes.forEach(key -> addUnlessReached(byFirstDay, key));
    List<NodeKey> all = byFirstDay.values().stream().map(NodeKey::copy).toList();
    return new CompartmentKeys(compartment, epoch, pageKey.copy(), all);
  }

  // Two nodes are disjoint, or one reaches the other; the higher one stays.
  private static void addUnlessReached(NavigableMap<Integer, NodeKey> byFirstDay, NodeKey key) {
    DayRange days = key.node().days();
    var before = byFirstDay.floorEntry(days.from());
    if (before == null || !before.getValue().node().reaches(key.node())) {
      byFirstDay.subMap(days.from(), days.to()).clear();
      byFirstDay.put(days.from(), key);
    }
  }

  private boolean isOrdered() {
    int end = 0;
    for (NodeKey key : nodes) {
      if (key.node().days().from() < end) {
        return false;
      }
      end = key.node().days().to();
    }
    return true;
  }

  @Override
  public void close() {
    pageKey.close();
    nodes.forEach(NodeKey::close);
  }

  /** Which keys, never the keys. */
  @Override
  public String toString() {
    return "CompartmentKeys[" + compartment + ", " + epoch + ", " + nodes + "]";
  }
}
