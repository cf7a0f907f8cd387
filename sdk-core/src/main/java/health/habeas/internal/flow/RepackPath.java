// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.internal.crypto.Padding;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.flow.PackUse.Pack;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.internal.keytree.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the bytes of records that ended leave custodians: what is left in a pack of which most is dead is sealed anew into a pack
 * of its own, and one journal entry makes every slot of it lead there. From then on no slot names the old pack, and {@link
 * Sweep#drop} deletes it: the next time, since a holder may just have read the old slots.
 *
 * <p>It costs what a deletion costs: the compartments that have slots of such packs get a new epoch, and all of their slots are
 * wrapped anew. Records keep their keys, since the parts of a large one go by it. Cut off before the entry, the new packs are
 * orphans; a pack of which a record can't be read stays as it is. In memory: a pack, and about 300 bytes for each record that
 * is moved.
 */
final class RepackPath implements AutoCloseable {
  private final VaultSession session;
  private final Map<Slot, Place> moved = new HashMap<>();
  private final Set<CompartmentId> touched = new TreeSet<>();
  private final List<byte[]> stored = new ArrayList<>();
  private boolean isCommitted;

  /** Where a record was, and what its slots are to wrap instead. */
  private record Place(byte[] formerObject, Secret locator) {}

  private RepackPath(VaultSession session) {
    this.session = session;
  }

  /** Writes anew every pack that would take half of its room or less; how many there were. */
  static int run(VaultSession session) {
    session.settle();
    if (!session.state().generations().moved().isEmpty()) {
      return 0; // what is withdrawn first may leave less
    }
    Optional<PackUse> use = PackUse.of(session);
    if (use.isEmpty()) {
      return 0;
    }
    try (RepackPath path = new RepackPath(session)) {
      use.get().packs().forEach((id, pack) -> {
        byte[] objectId = HexFormat.of().parseHex(id);
        if (path.isMostlyDead(objectId, pack)) {
          path.seal(pack);
        }
      });
      return !path.stored.isEmpty() && path.commit() ? path.stored.size() : 0;
    }
  }

  /** By the size that the pack would have, so that one which was written anew is not mostly dead by its padding. */
  private boolean isMostlyDead(byte[] objectId, Pack pack) {
    return session
            .manifest(objectId)
            .filter(manifest -> 2 * Padding.padded(pack.bytes()) <= manifest.bodyBytes())
            .isPresent()
        && Collections.disjoint(moved.keySet(), pack.records().keySet());
  }

  /** Nothing of it counts before the commit. */
  private void seal(Pack pack) {
    Map<Slot, Locator> places = pack.locate(session.ring());
    try (OpenPack fresh =
            new OpenPack(session.vault().bytes(), session.around().random(), Optional.empty());
        RecordReader reader = session.reader(new Faults())) {
      reader.expect(places.values());
      Map<Slot, RecordFile> files = new HashMap<>();
      places.forEach(
          (slot, place) -> reader.record(slot, place).ifPresent(file -> files.put(slot, file)));
      if (files.size() < pack.records().size()) {
        return;
      }
      files.forEach((slot, file) -> {
        Locator old = Objects.requireNonNull(places.get(slot));
        Locator now = fresh.add(slot, file, old.digest(), old.dek());
        moved.put(slot, new Place(old.objectId(), Secret.owning(now.bytes())));
      });
      touched.addAll(pack.compartments());
      stored.add(fresh.objectId());
      fresh.store(session);
    } finally {
      places.values().forEach(Locator::close);
    }
  }

  /**
   * New epochs first: the new slots go onto pages of their own, and where it is cut off then, a re-wrap is left to be done. False,
   * and nothing is changed but that, if a page can't be read any more.
   */
  private boolean commit() {
    RevokePath.rotate(session, touched);
    NewPages fresh = new NewPages(session);
    List<RewrapPath> rewraps = touched.stream()
        .map(compartment -> new RewrapPath(session, compartment, fresh, this::relocated))
        .toList();
    if (rewraps.stream().mapToInt(RewrapPath::gather).sum() > 0) {
      return false;
    }
    JournalEntry draft = fresh.store(() -> new VaultEvent.Repacked(
        rewraps.stream().map(RewrapPath::event).toList(),
        stored.stream().map(HexFormat.of()::formatHex).toList()));
    isCommitted = true; // or it may be: the next call settles it
    session.commit(draft);
    fresh.enter(session.directory());
    rewraps.forEach(RewrapPath::deleteOld);
    return true;
  }

  private Secret relocated(Slot slot, Secret locator) {
    Place place = moved.get(slot);
    if (place == null || !isIn(place.formerObject(), locator)) {
      return locator;
    }
    locator.close();
    return place.locator().copy();
  }

  private static boolean isIn(byte[] objectId, Secret locator) {
    try (Locator place = Locator.parse(locator.bytes(SECRET_ACCESS))) {
      return Arrays.equals(place.objectId(), objectId);
    }
  }

  /** Wipes, and takes back what nothing was committed for, as far as it can be reached. */
  @Override
  public void close() {
    moved.values().forEach(place -> place.locator().close());
    if (!isCommitted) {
      stored.forEach(objectId -> OpenPack.takeBack(session, objectId));
    }
  }
}
