// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A store that may be read and fails the test that writes to it. */
class ReadingStore implements ShardStore {
  private final ShardStore store;

  ReadingStore(ShardStore store) {
    this.store = store;
  }

  @Override
  public boolean putIfAbsent(String name, byte[] blob) {
    throw new AssertionError("a check writes nothing");
  }

  @Override
  public Set<String> putAllIfAbsent(Map<String, byte[]> blobs) {
    throw new AssertionError("a check writes nothing");
  }

  @Override
  public Optional<byte[]> get(String name) {
    return store.get(name);
  }

  @Override
  public Optional<byte[]> getRange(String name, long offset, int length) {
    return store.getRange(name, offset, length);
  }

  @Override
  public boolean delete(String name) {
    throw new AssertionError("a check deletes nothing");
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
  public void close() {}
}
