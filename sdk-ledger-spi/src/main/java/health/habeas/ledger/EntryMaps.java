// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.LogState;
import health.habeas.ledger.proof.MapEntry;
import health.habeas.ledger.proof.MapProof;
import health.habeas.ledger.proof.MerkleMap;
import health.habeas.ledger.proof.TreeHash;
import java.util.List;

/** The maps over the first entries of a log. Not thread-safe: guarded by its owner. */
final class EntryMaps {
  private final MerkleMap status = new MerkleMap();
  private final MerkleMap labels = new MerkleMap();
  private long size;

  /** The number of entries that the maps are made of. */
  long size() {
    return size;
  }

  /** Takes in the entries that follow. */
  void add(List<StoredEntry> next) {
    for (LogMap which : LogMap.values()) {
      map(which)
          .add(next.stream()
              .flatMap(stored -> which
                  .key(stored.entry().bytes())
                  .map(key -> new MapEntry(key, stored.position()))
                  .stream())
              .toList());
    }
    size += next.size();
  }

  LogState state(String origin) {
    return new LogState(origin, size, status.root(), labels.root());
  }

  MapProof prove(LogMap which, List<TreeHash> keys) {
    return map(which).prove(keys);
  }

  private MerkleMap map(LogMap which) {
    return which == LogMap.STATUS ? status : labels;
  }
}
