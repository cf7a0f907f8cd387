// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hmac;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.flow.VaultState.Generation;
import health.habeas.internal.keytree.CompartmentKeys;
import health.habeas.internal.keytree.Slot;
import health.habeas.key.PatientKeys;
import health.habeas.record.Category;
import health.habeas.record.RecordId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the patient finds her own records: for each keyed record name the newest slot. Built from the pages, never stored.
 * Not thread-safe.
 */
final class Directory implements AutoCloseable {
  private final Secret nameKey;
  private final Map<String, Found> newest = new LinkedHashMap<>();
  private int unreadable;

  /**
   * The newest version of a record.
   *
   * @param generation one of its compartments
   * @param entry its slot there
   * @param categoryMask of all its compartments
   */
  record Found(Generation generation, SlotPage.Entry entry, int categoryMask) {
    private static Found of(Generation generation, SlotPage.Entry entry) {
      return new Found(generation, entry, 1 << generation.compartment().category());
    }

    /** The newer version; of one version, the first slot and the categories of both. */
    private Found merge(Found next) {
      int difference = next.entry.slot().version() - entry.slot().version();
      if (difference == 0) {
        return new Found(generation, entry, categoryMask | next.categoryMask);
      }
      return difference > 0 ? next : this;
    }

    /** Told by where its slots are, so that nothing has to be opened for it. */
    Set<Category> categories() {
      return RecordFile.categories(categoryMask);
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
    unreadable = 0;
    state.pages().forEach((generation, count) -> {
      for (int index = 0; index < count; index++) {
        Optional<SlotPage> page = reader.page(keys.keys(generation), index, state::isCommitted);
        page.ifPresent(found -> add(generation, found.entries()));
        unreadable += page.isEmpty() ? 1 : 0;
      }
    });
  }

  void add(Generation generation, List<SlotPage.Entry> entries) {
    for (SlotPage.Entry entry : entries) {
      newest.merge(hex(entry.slot().recordName()), Found.of(generation, entry), Found::merge);
    }
  }

  Optional<Found> find(RecordId id) {
    return Optional.ofNullable(newest.get(hex(name(id))));
  }

  Collection<Found> all() {
    return List.copyOf(newest.values());
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
    int version = find(id).map(found -> found.entry().slot().version()).orElse(0) + 1;
    return new Slot(name(id), version);
  }

  private byte[] name(RecordId id) {
    byte[] whole = Hmac.of(nameKey, id.value().getBytes(StandardCharsets.UTF_8));
    return Arrays.copyOf(whole, Slot.NAME_BYTES);
  }

  private static String hex(byte[] name) {
    return HexFormat.of().formatHex(name);
  }

  @Override
  public void close() {
    nameKey.close();
  }
}
