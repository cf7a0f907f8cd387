// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hkdf;
import health.habeas.internal.crypto.Hmac;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.SecretAccess;
import health.habeas.internal.keytree.CompartmentKeys;
import health.habeas.internal.keytree.DayRange;
import health.habeas.internal.keytree.DayTag;
import health.habeas.internal.keytree.DayTree;
import health.habeas.internal.keytree.NodeKey;
import health.habeas.internal.keytree.Slot;
import health.habeas.internal.keytree.SlotKeys;
import health.habeas.internal.keytree.TreeWalk;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of one whole generation for many slots: what several slots need is derived once, since a day's key is seventeen
 * steps down the tree, and fewer from one day to a near one: ask in the order of days. Not thread-safe; wiped when closed.
 */
final class DayKeys implements AutoCloseable {
  private static final byte[] NO_TAG = {};

  private final TreeWalk tree;
  private final Hmac.Keyed hints;
  private final Map<Integer, Day> days = new HashMap<>();
  private final boolean isForWriting;

  /** What the slots of one day need; still owned by this. The tag is empty unless it is for writing. */
  record Day(SlotKeys slots, byte[] tag) {}

  /** To open slots; the keys of all days are still owned by the caller. */
  static DayKeys forReading(CompartmentKeys whole) {
    return new DayKeys(whole, false);
  }

  /** To wrap slots too; the keys of all days are still owned by the caller. */
  static DayKeys forWriting(CompartmentKeys whole) {
    return new DayKeys(whole, true);
  }

  private DayKeys(CompartmentKeys whole, boolean isForWriting) {
    this.isForWriting = isForWriting;
    NodeKey root = whole.nodes().stream()
        .filter(key -> key.node().equals(DayTree.Node.ROOT))
        .findFirst()
        .orElseThrow();
    this.tree = new TreeWalk(root);
    try (Secret key = Hkdf.derive(root.key(SecretAccess.SECRET_ACCESS), Domain.DAY_HINT)) {
      this.hints = new Hmac.Keyed(key);
    }
  }

  /** The keys of the day's slots, empty for what is no day; still owned by this. */
  Optional<SlotKeys> slots(int day) {
    return DayRange.ALL.contains(day) ? Optional.of(at(day).slots()) : Optional.empty();
  }

  /** A slot's day, masked. */
  byte[] hint(Slot slot, int day) {
    return Bytes.be32(day ^ mask(slot));
  }

  /** The day that a slot's hint tells. */
  int day(SlotPage.Entry entry) {
    return ByteBuffer.wrap(entry.hint()).getInt() ^ mask(entry.slot());
  }

  private int mask(Slot slot) {
    return ByteBuffer.wrap(hints.of(slot.bytes())).getInt();
  }

  /** @param day of the tree */
  Day at(int day) {
    return days.computeIfAbsent(day, d -> {
      try (Secret leaf = tree.leaf(d)) {
        return new Day(SlotKeys.of(leaf), isForWriting ? DayTag.of(leaf) : NO_TAG);
      }
    });
  }

  @Override
  public void close() {
    hints.close();
    tree.close();
    days.clear();
  }
}
