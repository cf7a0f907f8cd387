// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hmac;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.flow.VaultState.Generation;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.internal.keytree.CompartmentKeys;
import health.habeas.internal.keytree.Slot;
import health.habeas.key.PatientKeys;
import health.habeas.record.Category;
import health.habeas.record.RecordId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the patient finds her own records: for each keyed record name the slots of its newest version. Built from the pages, never stored.
 * Not thread-safe.
 */
final class Directory implements AutoCloseable {
  private final Secret nameKey;
  private final Map<ByteBuffer, List<Found>> newest = new LinkedHashMap<>();
  private Map<ByteBuffer, Integer> deleted = Map.of();
  private int unreadable;

  /**
   * A slot of the newest version of a record.
   *
   * @param generation one of its compartments
   * @param entry its slot there
   * @param categoryMask of the compartments that this stands for
   */
  record Found(Generation generation, SlotPage.Entry entry, int categoryMask) {
    static Found of(Generation generation, SlotPage.Entry entry) {
      return new Found(generation, entry, 1 << generation.compartment().category());
    }

    /** The first slot, with the categories of all. */
    private static Found first(List<Found> places) {
      int mask = places.stream().mapToInt(Found::categoryMask).reduce(0, (a, b) -> a | b);
      return new Found(places.get(0).generation, places.get(0).entry, mask);
    }

    /** Told by where its slots are, so that nothing has to be opened for it. */
    Set<Category> categories() {
      return RecordFile.categories(categoryMask);
    }

    int version() {
      return entry.slot().version();
    }

    boolean isIn(CompartmentId compartment) {
      return generation.compartment().equals(compartment);
    }

    boolean isOn(int day, KeyRing keys) {
      return entry.day(keys.keys(generation)).equals(Optional.of(day));
    }

    /** Unwraps the slot with the patient's keys. */
    Optional<Locator> locate(KeyRing keys) {
      CompartmentKeys whole = keys.keys(generation);
      return entry.day(whole).flatMap(whole::leaf).flatMap(leaf -> {
        try (leaf) {
          return entry.open(leaf);
        }
      });
    }
  }

  Directory(PatientKeys keys) {
    this.nameKey = keys.derive(SECRET_ACCESS, Domain.RECORD_NAME);
  }

  /** Reads every page that the journal tells of. */
  void load(VaultState state, KeyRing keys, RecordReader reader) {
    newest.clear();
    deleted = state.deleted();
    unreadable = 0;
    state.generations().pages().forEach((generation, count) -> {
      for (int index = 0; index < count; index++) {
        Optional<SlotPage> page = reader.page(keys.keys(generation), index, state::isCommitted);
        page.ifPresent(found -> add(generation, found.entries()));
        unreadable += page.isEmpty() ? 1 : 0;
      }
    });
  }

  void add(Generation generation, List<SlotPage.Entry> entries) {
    for (SlotPage.Entry entry : entries) {
      if (!isDeleted(entry.slot())) {
        newest.merge(
            key(entry.slot().recordName()), List.of(Found.of(generation, entry)), Directory::newer);
      }
    }
  }

  /** Forgets what the journal says is deleted. */
  void forgetDeleted() {
    newest.values().removeIf(places -> isDeleted(places.get(0).entry().slot()));
  }

  /** Whether any version of it was ever deleted. */
  boolean wasDeleted(RecordId id) {
    return deleted.containsKey(key(name(id)));
  }

  /** Whether the journal says that this slot is void. */
  boolean isDeleted(Slot slot) {
    return !deleted.isEmpty() && slot.version() <= deleted.getOrDefault(key(slot.recordName()), 0);
  }

  private static List<Found> newer(List<Found> known, List<Found> next) {
    Found found = next.get(0);
    int age = Integer.compare(found.version(), known.get(0).version());
    if (age != 0) {
      return age > 0 ? next : known;
    }
    // The same slot in a later epoch takes the place of the one before.
    if (known.size() == 1 && known.get(0).isIn(found.generation().compartment())) {
      return next;
    }
    List<Found> all = new ArrayList<>(known);
    all.removeIf(each -> each.isIn(found.generation().compartment()));
    all.add(found);
    return List.copyOf(all);
  }

  Optional<Found> find(RecordId id) {
    return Optional.of(places(name(id))).filter(places -> !places.isEmpty()).map(Found::first);
  }

  private List<Found> places(byte[] name) {
    return newest.getOrDefault(key(name), List.of());
  }

  Collection<Found> all() {
    return newest.values().stream().map(Found::first).toList();
  }

  /** The compartments where a record's newest version has its slots. */
  Set<CompartmentId> compartments(RecordId id) {
    return places(name(id)).stream()
        .map(found -> found.generation().compartment())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The compartments where a record's newest slot would be out of place if it were now in these and on this day. */
  Set<CompartmentId> left(RecordId id, List<CompartmentId> now, int day, KeyRing keys) {
    return places(name(id)).stream()
        .filter(found -> !now.contains(found.generation().compartment()) || !found.isOn(day, keys))
        .map(found -> found.generation().compartment())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether a slot is still where its record is, which was not deleted: the newest version's own slots are, and those of earlier versions where
   * the newest has one in the same compartment and on the same day. In doubt it is.
   */
  boolean keeps(CompartmentId compartment, SlotPage.Entry entry, int day, KeyRing keys) {
    if (isDeleted(entry.slot())) {
      return false;
    }
    List<Found> places = places(entry.slot().recordName());
    return places.isEmpty()
        || places.get(0).version() <= entry.slot().version()
        || places.stream().anyMatch(found -> found.isIn(compartment) && found.isOn(day, keys));
  }

  int size() {
    return newest.size();
  }

  /** Pages of which no custodian that answers has a sound copy. */
  int unreadablePages() {
    return unreadable;
  }

  /** The slot for the next version of a record. */
  Slot nextSlot(RecordId id) {
    byte[] name = name(id);
    int known = find(id).map(Found::version).orElseGet(() -> deleted.getOrDefault(key(name), 0));
    return new Slot(name, known + 1);
  }

  private byte[] name(RecordId id) {
    byte[] whole = Hmac.of(nameKey, id.value().getBytes(StandardCharsets.UTF_8));
    return Arrays.copyOf(whole, Slot.NAME_BYTES);
  }

  private static ByteBuffer key(byte[] name) {
    return ByteBuffer.wrap(name);
  }

  @Override
  public void close() {
    nameKey.close();
  }
}
