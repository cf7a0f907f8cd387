// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.proof.TreeHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Consecutive hashes of which there are two opinions: what a tile says, and what follows from below it. Which of both is right
 * at each place is decided by the hash that stands for all of them. Immutable.
 *
 * @param stored what the tile says; empty where it is missing
 * @param derived what follows from below
 */
record Candidates(List<Optional<TreeHash>> stored, List<Optional<TreeHash>> derived) {
  // 2^8 tries at most; beyond that it is the one opinion or the other as a whole
  private static final int MOST_DOUBTS = 8;

  Candidates {
    stored = List.copyOf(stored);
    derived = List.copyOf(derived);
  }

  /** The hashes that are accepted, or empty if none of both opinions, nor a mixture, is. */
  Optional<List<TreeHash>> settle(Predicate<List<TreeHash>> accepted) {
    List<Integer> doubts = doubts();
    int tries = doubts.size() <= MOST_DOUBTS ? 1 << doubts.size() : 2;
    for (int mask = 0; mask < tries; mask++) {
      boolean isWhole = doubts.size() > MOST_DOUBTS;
      Optional<List<TreeHash>> hashes = mixed(doubts, isWhole && mask == 1 ? -1 : mask);
      if (hashes.filter(accepted).isPresent()) {
        return hashes;
      }
    }
    return Optional.empty();
  }

  private List<Integer> doubts() {
    List<Integer> doubts = new ArrayList<>();
    for (int place = 0; place < stored.size(); place++) {
      boolean both = stored.get(place).isPresent() && derived.get(place).isPresent();
      if (both && !stored.get(place).equals(derived.get(place))) {
        doubts.add(place);
      }
    }
    return doubts;
  }

  // the derived hash at the doubts whose bit is set, all of them for -1
  private Optional<List<TreeHash>> mixed(List<Integer> doubts, int mask) {
    List<TreeHash> hashes = new ArrayList<>();
    for (int place = 0; place < stored.size(); place++) {
      int doubt = doubts.indexOf(place);
      boolean below = doubt >= 0 && (mask == -1 || (mask >> doubt & 1) == 1);
      Optional<TreeHash> hash = below ? derived.get(place) : stored.get(place).or(derivedAt(place));
      if (hash.isEmpty()) {
        return Optional.empty();
      }
      hashes.add(hash.get());
    }
    return Optional.of(hashes);
  }

  private Supplier<Optional<TreeHash>> derivedAt(int place) {
    return () -> derived.get(place);
  }
}
