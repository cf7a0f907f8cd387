// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.shard.ShardStore;
import health.habeas.shard.StoreCapability;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A store whose reads are counted. Thread-safe. */
record CountingStore(ShardStore store, Traffic traffic) implements ShardStore {
  @Override
  public boolean putIfAbsent(String name, byte[] blob) {
    boolean isNew = store.putIfAbsent(name, blob);
    if (isNew) {
      traffic.stored(blob.length);
    }
    return isNew;
  }

  @Override
  public Set<String> putAllIfAbsent(Map<String, byte[]> blobs) {
    return store.putAllIfAbsent(blobs);
  }

  @Override
  public Optional<byte[]> get(String name) {
    Optional<byte[]> blob = store.get(name);
    blob.ifPresent(bytes -> traffic.read(name, bytes.length));
    return blob;
  }

  @Override
  public Optional<byte[]> getRange(String name, long offset, int length) {
    Optional<byte[]> part = store.getRange(name, offset, length);
    part.ifPresent(bytes -> traffic.read(name, bytes.length));
    return part;
  }

  @Override
  public boolean delete(String name) {
    return store.delete(name);
  }

  @Override
  public List<String> list(String prefix) {
    return store.list(prefix);
  }

  @Override
  public Set<StoreCapability> capabilities() {
    return store.capabilities();
  }

  @Override
  public void close() {
    store.close();
  }
}
