// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.erasure.LostShards;
import health.habeas.internal.erasure.Manifest;
import health.habeas.key.VerifyKey;
import health.habeas.shard.ObjectStatus;
import health.habeas.shard.ObjectStatus.Piece;
import health.habeas.shard.ObjectStatus.State;
import health.habeas.shard.RepairReport;
import health.habeas.shard.RepairSession;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Looks at every piece of one object, and puts lost ones back: for the patient and for whoever has her cap. No key of the
 * content is needed. In memory: k shards of the object, and those that are made again. Not thread-safe: one per look.
 */
public final class ObjectCare {
  private static final HexFormat HEX = HexFormat.of();
  private static final int SHOWN_BYTES = 8;

  private final byte[] objectId;
  private final VerifyKey vaultKey;
  private final Function<Manifest, Optional<List<String>>> places;
  private final SortedMap<String, RepairSession> keepers;
  private final List<RepairSession> formers;
  private final SortedMap<Integer, byte[]> sound = new TreeMap<>();
  private final Tally tally = new Tally();

  /**
   * One object.
   *
   * @param objectId 32 bytes
   * @param vaultKey signed the manifest
   * @param places the custodian of each shard, for a manifest of this object; empty refuses it
   * @param keepers the custodians that let the caller in, by name
   * @param formers others that may still have pieces
   */
  public ObjectCare(
      byte[] objectId,
      VerifyKey vaultKey,
      Function<Manifest, Optional<List<String>>> places,
      SortedMap<String, RepairSession> keepers,
      List<RepairSession> formers) {
    this.objectId = objectId.clone();
    this.vaultKey = vaultKey;
    this.places = places;
    this.keepers = keepers;
    this.formers = formers;
  }

  /** What was found: a sound manifest, if there is one, and how each custodian has its own. */
  private record Found(Optional<Known> known, List<Piece> manifests, List<Piece> pieces) {}

  /** A manifest, as it was signed and as it reads, and where its shards belong. */
  private record Known(byte[] signed, Manifest manifest, List<String> places) {}

  /** Only looks. */
  public ObjectStatus inspect() {
    return status(look());
  }

  /** Looks, and puts back what can be. */
  public RepairReport repair() {
    Found found = look();
    tally.take(found.manifests());
    tally.take(found.pieces());
    if (found.known().isEmpty()) {
      tally.lost.add(shown());
    } else {
      restoreManifests(found.known().get(), found.manifests());
      restoreShards(found.known().get(), found.pieces());
    }
    return tally.report();
  }

  private ObjectStatus status(Found found) {
    int needed = found.known().map(known -> known.manifest().data()).orElse(0);
    return new ObjectStatus(shown(), needed, found.pieces(), found.manifests());
  }

  private String shown() {
    return HEX.formatHex(objectId, 0, SHOWN_BYTES);
  }

  private Found look() {
    Optional<Known> first = Optional.empty();
    List<Piece> manifests = new ArrayList<>();
    for (Map.Entry<String, RepairSession> keeper : keepers.entrySet()) {
      Answer answer = Answer.of(keeper.getValue()::manifest);
      Optional<Known> known = answer.content().flatMap(this::verified);
      manifests.add(new Piece(keeper.getKey(), answer.state(known.isPresent())));
      first = first.or(() -> known);
    }
    for (RepairSession former : formers) {
      first = first.or(() -> Answer.of(former::manifest).content().flatMap(this::verified));
    }
    return new Found(first, manifests, first.map(this::pieces).orElse(List.of()));
  }

  private Optional<Known> verified(byte[] signed) {
    return Manifest.verified(signed, vaultKey.bytes(), objectId)
        .flatMap(manifest -> places
            .apply(manifest)
            .filter(names -> names.size() == manifest.total())
            .map(names -> new Known(signed, manifest, names)));
  }

  private List<Piece> pieces(Known known) {
    return IntStream.range(0, known.places().size())
        .mapToObj(shard -> piece(known, shard))
        .toList();
  }

  private Piece piece(Known known, int shard) {
    String name = known.places().get(shard);
    RepairSession keeper = keepers.get(name);
    Answer answer = keeper == null ? Answer.SILENT : Answer.of(() -> keeper.shard(shard));
    boolean isSound =
        answer.content().filter(file -> isSound(known, shard, file)).isPresent();
    return new Piece(name, answer.state(isSound));
  }

  /** Keeps the first k. */
  private boolean isSound(Known known, int shard, byte[] file) {
    boolean isSound = known.manifest().isSound(shard, file);
    if (isSound && sound.size() < known.manifest().data()) {
      sound.put(shard, file);
    }
    return isSound;
  }

  /** A custodian that gave an answer. */
  private RepairSession answering(String name) {
    return Objects.requireNonNull(keepers.get(name));
  }

  private void restoreManifests(Known known, List<Piece> manifests) {
    for (Piece copy : manifests) {
      if (copy.state().isRepairable()) {
        RepairSession keeper = answering(copy.custodian());
        restore(
            copy.custodian(),
            () -> keeper.restoreManifest(known.signed()),
            () -> keeper.manifest().flatMap(this::verified).isPresent());
      }
    }
  }

  private void restoreShards(Known known, List<Piece> pieces) {
    NavigableSet<Integer> lost = new TreeSet<>();
    IntStream.range(0, pieces.size())
        .filter(shard -> pieces.get(shard).state().isRepairable())
        .forEach(lost::add);
    if (lost.isEmpty()) {
      return;
    }
    SortedMap<Integer, byte[]> files = fromFormers(known, lost);
    if (sound.size() < known.manifest().data()) {
      tally.lost.add(shown());
      return;
    }
    NavigableSet<Integer> toMake = new TreeSet<>(lost);
    toMake.removeAll(files.keySet());
    files.putAll(LostShards.of(known.manifest(), sound, toMake));
    files.forEach((shard, file) -> {
      String name = known.places().get(shard);
      RepairSession keeper = answering(name);
      if (restore(
          name,
          () -> keeper.restoreShard(shard, file),
          () -> keeper
              .shard(shard)
              .filter(back -> known.manifest().isSound(shard, back))
              .isPresent())) {
        tally.restored++;
        tally.copies--;
      }
    });
  }

  /** What a custodian that left still has is not made again. */
  private SortedMap<Integer, byte[]> fromFormers(Known known, SortedSet<Integer> lost) {
    SortedMap<Integer, byte[]> files = new TreeMap<>();
    for (RepairSession former : formers) {
      for (int shard : lost) {
        Answer.of(() -> former.shard(shard))
            .content()
            .filter(file -> isSound(known, shard, file))
            .ifPresent(file -> files.putIfAbsent(shard, file));
      }
    }
    return files;
  }

  /** Puts back, and asks for it again: who only says that it stored is found out. */
  private boolean restore(String custodian, Runnable put, BooleanSupplier isThere) {
    try {
      put.run();
      if (!isThere.getAsBoolean()) {
        tally.deceiving.add(custodian);
        return false;
      }
    } catch (RuntimeException e) {
      // Whatever one custodian does, the others get theirs; who does not answer did not deceive.
      tally.pending.merge(custodian, 1, Integer::sum);
      return false;
    }
    tally.copies++;
    return true;
  }

  /** What one custodian said; it may fail in any way. */
  private record Answer(boolean silent, Optional<byte[]> content) {
    static final Answer SILENT = new Answer(true, Optional.empty());

    static Answer of(Supplier<Optional<byte[]>> question) {
      try {
        return new Answer(false, question.get());
      } catch (RuntimeException e) {
        return SILENT;
      }
    }

    State state(boolean isSound) {
      if (isSound) {
        return State.SOUND;
      }
      if (silent) {
        return State.SILENT;
      }
      return content.isPresent() ? State.ALTERED : State.MISSING;
    }
  }

  /** Counts for one object. */
  private static final class Tally {
    private int restored;
    private int copies;
    private final SortedMap<String, Integer> pending = new TreeMap<>();
    private final SortedSet<String> lost = new TreeSet<>();
    private final SortedMap<String, Integer> missing = new TreeMap<>();
    private final SortedMap<String, Integer> wrong = new TreeMap<>();
    private final SortedSet<String> deceiving = new TreeSet<>();

    void take(List<Piece> pieces) {
      for (Piece piece : pieces) {
        if (piece.state() == State.MISSING) {
          missing.merge(piece.custodian(), 1, Integer::sum);
        } else if (piece.state() == State.ALTERED) {
          wrong.merge(piece.custodian(), 1, Integer::sum);
        } else if (piece.state() == State.SILENT) {
          pending.merge(piece.custodian(), 1, Integer::sum);
        }
      }
    }

    RepairReport report() {
      return new RepairReport(
          1, restored, copies, 0, pending, lost, missing, wrong, new TreeSet<>(), deceiving);
    }
  }
}
