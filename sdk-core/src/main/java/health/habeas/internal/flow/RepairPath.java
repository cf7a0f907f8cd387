// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.IntegrityException;
import health.habeas.internal.erasure.Manifest;
import health.habeas.internal.keytree.CompartmentKeys;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.ObjectStatus;
import health.habeas.shard.OwnerSession;
import health.habeas.shard.OwnerSession.Stored;
import health.habeas.shard.RepairCap;
import health.habeas.shard.RepairReport;
import health.habeas.shard.RepairSession;
import health.habeas.shard.VaultCard;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Brings everything that custodians should have back to where it belongs: pieces of objects, which are made again from any k
 * others, and copies of the rest. Each step can be repeated. In use, too, before a custodian takes a seat: then it gets all
 * that belongs to the seat while the one before still counts.
 */
final class RepairPath {
  private final VaultSession session;
  private final Replicas replicas;
  private final Roster roster;
  private final List<OwnerSession> formers;

  /** The vault as it is. */
  RepairPath(VaultSession session) {
    this(session, session.replicas(), session.state().roster(), List.of());
  }

  /**
   * The vault as it shall be.
   *
   * @param session the open vault
   * @param replicas its next custodians
   * @param roster their seats
   * @param formers who may still have pieces
   */
  RepairPath(VaultSession session, Replicas replicas, Roster roster, List<OwnerSession> formers) {
    this.session = session;
    this.replicas = replicas;
    this.roster = roster;
    this.formers = formers;
  }

  /** All of it. */
  RepairReport run() {
    return session.state().objects().stream()
        .map(this::object)
        .reduce(copies(), RepairReport::plus);
  }

  /** Who let custodians serve first, then what they serve. */
  RepairReport copies() {
    RepairReport card = copy(VaultCard.NAME, session.owner().card().bytes());
    if (session.directives().version() > 0) {
      replicas.direct(session.directives());
    }
    session.state().endedKeys().forEach(key -> replicas.revoke(key.statement()));
    RepairReport done = card.plus(
            copy(Roster.NAME, session.state().roster().signed(session.signer())))
        .plus(journal())
        .plus(mended(ItemKind.EPOCH, name -> copy -> RecoverPath.isEpoch(session, copy)))
        .plus(mended(
            ItemKind.KEY_UPDATE,
            name -> copy -> SignedItem.open(session.keys().key(), name, copy).isPresent()));
    done = done.plus(mended(ItemKind.CUSTODY, name -> CustodyReceipts::isSound));
    return pages().stream().map(this::page).reduce(done, RepairReport::plus);
  }

  /** One object, by its id in hex. */
  RepairReport object(String id) {
    byte[] objectId = HexFormat.of().parseHex(id);
    try {
      return care(objectId).repair();
    } catch (IntegrityException e) {
      // Its writer was faulty: nothing can be made of it, and the others are not to suffer.
      return new RepairReport(
          1,
          0,
          0,
          0,
          new TreeMap<>(),
          new TreeSet<>(Set.of(id.substring(0, 16))),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeSet<>(),
          new TreeSet<>());
    }
  }

  /** How one object is. */
  ObjectStatus status(byte[] objectId) {
    return care(objectId).inspect();
  }

  private ObjectCare care(byte[] objectId) {
    SortedMap<String, RepairSession> keepers = new TreeMap<>();
    replicas
        .known()
        .forEach(each -> keepers.put(each.name(), new OwnedObject(replicas.door(each), objectId)));
    List<RepairSession> others = formers.stream()
        .<RepairSession>map(former -> new OwnedObject(former, objectId))
        .toList();
    return new ObjectCare(objectId, session.keys().key(), this::places, keepers, others);
  }

  private Optional<List<String>> places(Manifest manifest) {
    return roster
        .placement(manifest.objectId(), manifest.seats(), manifest.total())
        .map(placement ->
            IntStream.range(0, placement.shards()).mapToObj(placement::keeperOf).toList());
  }

  /** Leave for whoever repairs while the patient is away: one cap for each object of which a sound manifest is found. */
  List<RepairCap> caps(Duration life) {
    Instant now = session.around().clock().instant();
    return session.state().objects().stream()
        .map(HexFormat.of()::parseHex)
        .flatMap(id -> session.manifest(id).stream())
        .flatMap(manifest -> places(manifest).stream()
            .map(names -> new RepairCap.Target(manifest.objectId(), manifest.objectRoot(), names)))
        .map(target -> RepairCap.sign(session.keys(), session.owner().suite(), target, now, life))
        .toList();
  }

  private RepairReport journal() {
    return session.journal().entries().stream()
        .flatMap(entry -> session.journal().copy(entry).stream())
        .map(entry -> copy(entry.name(), entry.content()))
        .reduce(RepairReport.NOTHING, RepairReport::plus);
  }

  /** What has one content everywhere, and is known by it. Copies that differ among themselves are left as they are. */
  private RepairReport mended(ItemKind kind, Function<ItemName, Predicate<byte[]>> sound) {
    Set<ItemName> names = new HashSet<>(session.replicas().list(kind));
    return names.stream()
        .map(name -> {
          List<byte[]> copies = session.replicas().copies(name).stream()
              .flatMap(Optional::stream)
              .filter(sound.apply(name))
              .toList();
          long different =
              copies.stream().map(HexFormat.of()::formatHex).distinct().count();
          return different == 1 ? copy(name, copies.get(0)) : RepairReport.NOTHING;
        })
        .reduce(RepairReport.NOTHING, RepairReport::plus);
  }

  private record PagePlace(CompartmentKeys keys, int index) {}

  private List<PagePlace> pages() {
    return session.state().generations().pages().entrySet().stream()
        .flatMap(each -> IntStream.range(0, each.getValue())
            .mapToObj(index -> new PagePlace(session.ring().keys(each.getKey()), index)))
        .toList();
  }

  private RepairReport page(PagePlace place) {
    ItemName name = SlotPage.name(place.keys(), place.index());
    return session.replicas().copies(name).stream()
        .flatMap(Optional::stream)
        .filter(copy -> SignedItem.open(session.keys().key(), name, copy)
            .flatMap(page -> SlotPage.open(place.keys(), place.index(), page))
            .filter(page -> session.state().isCommitted(page.commit()))
            .isPresent())
        .findFirst()
        .map(sound -> copy(name, sound))
        .orElse(RepairReport.NOTHING);
  }

  private RepairReport copy(ItemName name, byte[] content) {
    List<Optional<Stored>> before = replicas.mend(name, content);
    SortedMap<String, Integer> missing = having(before, Optional.of(Stored.NEW));
    SortedMap<String, Integer> wrong = having(before, Optional.of(Stored.OTHER));
    return new RepairReport(
        0,
        0,
        missing.size() + wrong.size(),
        0,
        having(before, Optional.empty()),
        new TreeSet<>(),
        missing,
        wrong,
        new TreeSet<>(),
        new TreeSet<>());
  }

  private SortedMap<String, Integer> having(List<Optional<Stored>> before, Optional<Stored> what) {
    SortedMap<String, Integer> counted = new TreeMap<>();
    IntStream.range(0, before.size())
        .filter(c -> before.get(c).equals(what))
        .forEach(c -> counted.put(replicas.names().get(c), 1));
    return counted;
  }
}
