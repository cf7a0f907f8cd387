// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/** Blobs in memory, gone with the process. Thread-safe. */
final class MemoryShardStore implements ShardStore {
  private final ConcurrentSkipListMap<String, byte[]> blobs = new ConcurrentSkipListMap<>();

  @Override
  public boolean putIfAbsent(String name, byte[] blob) {
    return blobs.putIfAbsent(StoredName.require(name), blob.clone()) == null;
  }

  @Override
  public Optional<byte[]> get(String name) {
    return Optional.ofNullable(blobs.get(StoredName.require(name))).map(byte[]::clone);
  }

  @Override
  public Optional<byte[]> getRange(String name, long offset, int length) {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException("a range begins at 0 or later and is not negative");
    }
    return Optional.ofNullable(blobs.get(StoredName.require(name)))
        .filter(blob -> offset <= blob.length - (long) length)
        .map(blob -> Arrays.copyOfRange(blob, (int) offset, (int) offset + length));
  }

  @Override
  public boolean delete(String name) {
    return blobs.remove(StoredName.require(name)) != null;
  }

  @Override
  public List<String> list(String prefix) {
    return blobs.tailMap(prefix).keySet().stream()
        .takeWhile(name -> name.startsWith(prefix))
        .toList();
  }

  @Override
  public Set<StoreCapability> capabilities() {
    return Set.of(StoreCapability.CHEAP_RANGE);
  }

  @Override
  public void close() {}
}
