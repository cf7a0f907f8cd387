// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.EntryBundle;
import health.habeas.ledger.proof.Tile;
import health.habeas.ledger.proof.TilePath;
import health.habeas.ledger.proof.TreeHash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Holds every tile and bundle of a log against a head, from the root down, and goes on after a fault: where a tile does not
 * make the hash that stands for it, what lies below it is asked, so that the altered hash is named, and its neighbours are
 * checked as if nothing were wrong. Nothing is asked below what is missing, nor can be verified.
 *
 * <p>Memory: one tile and one bundle a level. One thread at a time.
 */
final class TreeCheck {
  private static final int FULL = TilePath.FULL;
  private static final int LEVEL_BITS = 8;

  private final Checkpoint head;
  private final CheckedFiles files;
  private final FsckReport report;
  private long sound;
  private long states;

  /** Checks what is under a head. */
  TreeCheck(Checkpoint head, CheckedFiles files, FsckReport report) {
    this.head = head;
    this.files = files;
    this.report = report;
  }

  /** Holds what is there against the head, and the tiles at the edge alone, if nobody who is trusted signed it. */
  void run(boolean isSigned) {
    List<TilePath> edge = edge();
    List<Optional<TreeHash>> stored = new ArrayList<>();
    edge.forEach(path -> stored.addAll(stored(path)));
    Optional<List<TreeHash>> sound = isSigned
        ? settled(edge, stored, this::isRoot)
        : new Candidates(stored, stored).settle(this::isRoot);
    if (sound.isEmpty()) {
      report.fault(
          "checkpoint",
          isSigned
              ? "neither the tiles " + edge + " nor what lies below them make its root"
              : "the tiles " + edge + " don't make its root");
    }
    int from = 0;
    for (TilePath path : edge) {
      int start = from;
      int end = from + path.width();
      Optional<List<TreeHash>> trusted = sound.map(hashes -> hashes.subList(start, end));
      if (isSigned) {
        compare(path, stored.subList(start, end), trusted);
        below(path, trusted); // the full tiles left of the edge
      }
      from = end;
    }
  }

  /** How many entries of the tree state the log's maps, of those that are sound. */
  long states() {
    return states;
  }

  /** Whether every entry of the tree is there, and sound. */
  boolean isWhole() {
    return sound == head.size();
  }

  /** The partial tiles of the head's tree, the highest first: just the hashes that its root is made of. */
  private List<TilePath> edge() {
    List<TilePath> edge = new ArrayList<>();
    for (int level = 0;
        level * LEVEL_BITS < Long.SIZE - 1 && head.size() >> (level * LEVEL_BITS) > 0;
        level++) {
      long count = head.size() >> (level * LEVEL_BITS);
      if (count % FULL > 0) {
        edge.add(new TilePath(level, count / FULL, (int) (count % FULL)));
      }
    }
    Collections.reverse(edge);
    return edge;
  }

  private boolean isRoot(List<TreeHash> hashes) {
    List<TreeHash> peaks = new ArrayList<>();
    int at = 0;
    for (TilePath path : edge()) {
      for (int bit = FULL / 2; bit > 0; bit /= 2) {
        if ((path.width() & bit) != 0) {
          peaks.add(fold(hashes.subList(at, at + bit)));
          at += bit;
        }
      }
    }
    if (peaks.isEmpty()) {
      return head.root().equals(TreeHash.empty());
    }
    TreeHash root = peaks.get(peaks.size() - 1);
    for (int i = peaks.size() - 2; i >= 0; i--) {
      root = TreeHash.node(peaks.get(i), root);
    }
    return root.equals(head.root());
  }

  // the root over a power of two of hashes
  private static TreeHash fold(List<TreeHash> hashes) {
    List<TreeHash> level = hashes;
    while (level.size() > 1) {
      List<TreeHash> above = new ArrayList<>(level.size() / 2);
      for (int i = 0; i < level.size(); i += 2) {
        above.add(TreeHash.node(level.get(i), level.get(i + 1)));
      }
      level = above;
    }
    return level.get(0);
  }

  // Where nothing leads, nothing is asked for: a tree that is not there may be of any size.
  private void below(TilePath path, Optional<List<TreeHash>> trusted) {
    if (path.level() == 0) {
      entries(path, trusted);
    } else if (trusted.isEmpty()) {
      report.unchecked(FsckReport.count(path));
    } else {
      for (int place = 0; place < path.width(); place++) {
        long index = path.index() * FULL + place;
        full(new TilePath(path.level() - 1, index, FULL), trusted.get().get(place));
      }
    }
  }

  private void full(TilePath path, TreeHash expected) {
    List<Optional<TreeHash>> stored = stored(path);
    if (!isPruned(path, stored)) {
      Optional<List<TreeHash>> trusted =
          settled(List.of(path), stored, hashes -> fold(hashes).equals(expected));
      compare(path, stored, trusted);
      below(path, trusted);
    }
  }

  private Optional<List<TreeHash>> settled(
      List<TilePath> paths, List<Optional<TreeHash>> stored, Predicate<List<TreeHash>> accepted) {
    return new Candidates(stored, stored)
        .settle(accepted)
        .or(() -> new Candidates(stored, derived(paths, stored, this::storedRoot)).settle(accepted))
        .or(() ->
            new Candidates(stored, derived(paths, stored, this::rootOfLeaves)).settle(accepted));
  }

  private boolean isPruned(TilePath path, List<Optional<TreeHash>> stored) {
    return stored.stream().allMatch(Optional::isEmpty) && files.mayBePruned(path);
  }

  private void compare(
      TilePath path, List<Optional<TreeHash>> stored, Optional<List<TreeHash>> trusted) {
    if (stored.stream().allMatch(Optional::isEmpty)) {
      return; // told when it was read
    }
    if (trusted.isEmpty()) {
      report.fault(path, "altered, as is what lies below it: nothing there could be verified");
      return;
    }
    List<Long> altered = new ArrayList<>();
    for (int place = 0; place < stored.size(); place++) {
      if (!stored.get(place).equals(Optional.of(trusted.get().get(place)))) {
        altered.add((long) place);
      }
    }
    if (!altered.isEmpty()) {
      report.fault(
          path, "altered: its hashes " + FsckReport.ranges(altered) + " are not the tree's");
    }
  }

  /** A tile's hashes; where there is none, that is told, and each is empty. */
  private List<Optional<TreeHash>> stored(TilePath path) {
    List<Optional<TreeHash>> hashes = new ArrayList<>();
    Optional<Tile> tile = files.checked(path);
    for (int place = 0; place < path.width(); place++) {
      int at = place;
      hashes.add(tile.map(found -> found.hash(at)));
    }
    return hashes;
  }

  /** What the hashes of tiles must be by what lies below them. */
  private List<Optional<TreeHash>> derived(
      List<TilePath> paths,
      List<Optional<TreeHash>> stored,
      Function<TilePath, Optional<TreeHash>> rootOf) {
    List<Optional<TreeHash>> hashes = new ArrayList<>();
    for (TilePath path : paths) {
      boolean isThere = stored.get(hashes.size()).isPresent();
      hashes.addAll(derived(path, !isThere, rootOf));
    }
    return hashes;
  }

  /**
   * What a tile's hashes must be by what lies below it: the entries, or the tiles of one level lower.
   *
   * @param allOrNone whether it ends at the first hash that does not follow
   */
  private List<Optional<TreeHash>> derived(
      TilePath path, boolean allOrNone, Function<TilePath, Optional<TreeHash>> rootOf) {
    List<Optional<TreeHash>> hashes = new ArrayList<>();
    Optional<EntryBundle> bundle =
        path.level() == 0 ? files.bundle(bundlePath(path)) : Optional.empty();
    boolean ended = false;
    for (int place = 0; place < path.width(); place++) {
      Optional<TreeHash> hash = Optional.empty();
      if (path.level() == 0) {
        int at = place;
        hash = bundle.map(found -> found.leaf(at));
      } else if (!ended) {
        hash = rootOf.apply(new TilePath(path.level() - 1, path.index() * FULL + place, FULL));
      }
      ended |= allOrNone && hash.isEmpty();
      hashes.add(hash);
    }
    return hashes;
  }

  private Optional<TreeHash> storedRoot(TilePath full) {
    return files.tile(full).map(TreeCheck::fold);
  }

  // from the entries up, past tiles that may be altered on every level
  private Optional<TreeHash> rootOfLeaves(TilePath full) {
    List<TreeHash> hashes = new ArrayList<>();
    derived(full, true, this::rootOfLeaves).forEach(hash -> hash.ifPresent(hashes::add));
    return hashes.size() == FULL ? Optional.of(fold(hashes)) : storedRoot(full);
  }

  private static TreeHash fold(Tile tile) {
    List<TreeHash> hashes = new ArrayList<>();
    for (int place = 0; place < tile.path().width(); place++) {
      hashes.add(tile.hash(place));
    }
    return fold(hashes);
  }

  private static TilePath bundlePath(TilePath leaves) {
    return new TilePath(TilePath.ENTRIES, leaves.index(), leaves.width());
  }

  private void entries(TilePath leaves, Optional<List<TreeHash>> trusted) {
    TilePath path = bundlePath(leaves);
    Optional<EntryBundle> bundle = files.checkedBundle(path);
    if (bundle.isEmpty()) {
      return;
    }
    report.entries(path.width());
    if (trusted.isEmpty()) {
      return; // told at the tile that can't be verified
    }
    List<Long> altered = new ArrayList<>();
    for (int place = 0; place < path.width(); place++) {
      if (!bundle.get().leaf(place).equals(trusted.get().get(place))) {
        altered.add(path.index() * FULL + place);
      } else if (StateCheck.isState(bundle.get().entry(place))) {
        states++;
      }
    }
    sound += path.width() - altered.size();
    if (!altered.isEmpty()) {
      report.fault(
          path, "altered: the entries " + FsckReport.ranges(altered) + " are not the tree's");
    }
  }
}
