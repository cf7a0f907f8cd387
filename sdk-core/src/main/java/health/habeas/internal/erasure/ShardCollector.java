// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sorts the shards of one object into sound, missing and corrupt as they come. Not thread-safe: one per rebuild. */
final class ShardCollector {
  private final Manifest manifest;
  private final SortedMap<Integer, byte[]> rows = new TreeMap<>();
  private final SortedMap<Integer, byte[]> shares = new TreeMap<>();
  private final SortedSet<Integer> sound = new TreeSet<>();
  private final SortedSet<Integer> missing = new TreeSet<>();
  private final SortedSet<Integer> corrupt = new TreeSet<>();

  ShardCollector(Manifest manifest) {
    this.manifest = manifest;
  }

  /** Notes how a shard is, and keeps it if it is sound. */
  void take(int index, Optional<byte[]> file) {
    inspect(index, file);
    if (sound.contains(index)) {
      int split = manifest.geometry().rowBytes();
      rows.put(index, Arrays.copyOf(file.orElseThrow(), split));
      shares.put(index, Arrays.copyOfRange(file.orElseThrow(), split, manifest.shardBytes()));
    }
  }

  /** Notes how a shard is. */
  void inspect(int index, Optional<byte[]> file) {
    if (file.isEmpty()) {
      missing.add(index);
    } else if (manifest.isSound(index, file.get())) {
      sound.add(index);
    } else {
      corrupt.add(index);
    }
  }

  int found() {
    return sound.size();
  }

  SortedMap<Integer, byte[]> rows() {
    return rows;
  }

  SortedMap<Integer, byte[]> shares() {
    return shares;
  }

  ShardReport report() {
    return new ShardReport(sound, missing, corrupt);
  }
}
