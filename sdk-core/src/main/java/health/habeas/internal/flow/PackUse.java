// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.flow.VaultState.Generation;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.internal.keytree.Slot;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What all slots say of the objects that they lead to: which there are, and what lies in each pack. Not thread-safe. */
final class PackUse {
  private final Map<String, Pack> packs = new LinkedHashMap<>();
  private final Set<String> named = new HashSet<>();

  private PackUse() {}

  /** A pack, as far as slots name it. */
  static final class Pack {
    private final Map<Slot, Directory.Found> records = new LinkedHashMap<>();
    private final Set<CompartmentId> compartments = new HashSet<>();
    private long bytes;

    /** One slot of each version of a record in it. */
    Map<Slot, Directory.Found> records() {
      return records;
    }

    /** What the slots wrap, as far as they open; the caller closes it. */
    Map<Slot, Locator> locate(KeyRing ring) {
      Map<Slot, Locator> places = new LinkedHashMap<>();
      records.forEach(
          (slot, found) -> found.locate(ring).ifPresent(place -> places.put(slot, place)));
      return places;
    }

    /** Where its records have slots. */
    Set<CompartmentId> compartments() {
      return compartments;
    }

    /** What its records take, without anything that no slot names. */
    long bytes() {
      return bytes;
    }

    private void add(Directory.Found place, Locator locator) {
      compartments.add(place.generation().compartment());
      if (records.putIfAbsent(place.entry().slot(), place) == null) {
        bytes += locator.extent().length();
      }
    }
  }

  /** From every page of the vault; empty if one can't be read, or a slot does not open. */
  static Optional<PackUse> of(VaultSession session) {
    PackUse use = new PackUse();
    try (RecordReader reader = session.reader(new Faults())) {
      for (Map.Entry<Generation, Integer> each :
          session.state().generations().pages().entrySet()) {
        if (!use.read(session, reader, each.getKey(), each.getValue())) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(use);
  }

  private boolean read(
      VaultSession session, RecordReader reader, Generation generation, int pages) {
    try (DayKeys days = DayKeys.forReading(session.ring().keys(generation))) {
      for (int index = 0; index < pages; index++) {
        Optional<SlotPage> page =
            reader.page(session.ring().keys(generation), index, session.state()::isCommitted);
        if (page.isEmpty()
            || !page.get().entries().stream().allMatch(each -> add(generation, each, days))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean add(Generation generation, SlotPage.Entry entry, DayKeys days) {
    Optional<Locator> locator = days.slots(days.day(entry)).flatMap(entry::open);
    locator.ifPresent(found -> {
      try (found) {
        found.objectIds().forEach(id -> named.add(HexFormat.of().formatHex(id)));
        packs
            .computeIfAbsent(HexFormat.of().formatHex(found.objectId()), id -> new Pack())
            .add(Directory.Found.of(generation, entry), found);
      }
    });
    return locator.isPresent();
  }

  /** The ids, in hex, of all objects that slots lead to: packs, and parts of large records. */
  Set<String> named() {
    return named;
  }

  /** The packs, by their ids in hex. */
  Map<String, Pack> packs() {
    return packs;
  }
}
