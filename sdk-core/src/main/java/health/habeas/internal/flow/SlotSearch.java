// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.grant.Selection;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.keytree.CompartmentKeys;
import health.habeas.internal.keytree.DayTag;
import health.habeas.internal.keytree.DayTree;
import health.habeas.internal.keytree.SlotKeys;
import health.habeas.record.Category;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** How a holder finds the slots that its keys open: page by page, by hint or by day tag. */
final class SlotSearch {
  private SlotSearch() {}

  /** Every slot that the keys open, in the categories that were asked for. */
  static void locate(
      HolderSession holder, Selection selection, RecordReader reader, NewestSlots newest) {
    for (CompartmentKeys keys : holder.keybox().keys()) {
      boolean asked = Category.of(keys.compartment().category())
          .filter(selection.categories()::contains)
          .isPresent();
      if (asked) {
        locate(holder, keys, reader, newest);
      }
    }
  }

  private static void locate(
      HolderSession holder, CompartmentKeys keys, RecordReader reader, NewestSlots newest) {
    Map<String, Integer> daysByTag = new HashMap<>();
    Map<Integer, Optional<SlotKeys>> slotKeys = new HashMap<>();
    Optional<SlotPage> page = reader.page(keys, 0, holder::isCommitted);
    for (int index = 1; page.isPresent(); index++) {
      if (daysByTag.isEmpty() && !holdsRoot(keys)) {
        daysByTag.putAll(tags(keys));
      }
      for (SlotPage.Entry entry : page.get().entries()) {
        entry
            .day(keys)
            .or(() -> Optional.ofNullable(daysByTag.get(HexFormat.of().formatHex(entry.tag()))))
            // Many slots have the same day, and its key is many steps down the tree.
            .flatMap(day -> slotKeys.computeIfAbsent(day, d -> slotKeys(keys, d)))
            .flatMap(entry::open)
            .ifPresent(locator -> newest.add(new NewestSlots.Opened(entry, locator)));
      }
      page = reader.page(keys, index, holder::isCommitted);
    }
  }

  private static Optional<SlotKeys> slotKeys(CompartmentKeys keys, int day) {
    return keys.leaf(day).map(leaf -> {
      try (leaf) {
        return SlotKeys.of(leaf);
      }
    });
  }

  private static boolean holdsRoot(CompartmentKeys keys) {
    return keys.nodes().stream().anyMatch(key -> key.node().equals(DayTree.Node.ROOT));
  }

  /** The tags of all days whose keys are held: a range of years at most, since a holder of all has the root. */
  private static Map<String, Integer> tags(CompartmentKeys keys) {
    Map<String, Integer> tags = new HashMap<>();
    keys.days()
        .forEach(range -> IntStream.range(range.from(), range.to()).forEach(day -> {
          try (Secret leaf = keys.leaf(day).orElseThrow()) {
            tags.put(HexFormat.of().formatHex(DayTag.of(leaf)), day);
          }
        }));
    return tags;
  }
}
