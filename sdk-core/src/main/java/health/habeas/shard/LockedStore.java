// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A directory store that nobody else has open: several processes may share a {@link ShardStore}, but a custodian also
 * remembers challenges and proofs, and two that each remember half are one too many. Thread-safe.
 *
 * @param store the directory's blobs
 * @param lock what keeps others out
 */
record LockedStore(ShardStore store, DirectoryLock lock) implements ShardStore {
  static LockedStore open(Path directory) {
    ShardStore store = ShardStore.directory(directory);
    try {
      return new LockedStore(store, DirectoryLock.take(directory.toAbsolutePath()));
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  @Override
  public boolean putIfAbsent(String name, byte[] blob) {
    return store.putIfAbsent(name, blob);
  }

  @Override
  public Set<String> putAllIfAbsent(Map<String, byte[]> blobs) {
    return store.putAllIfAbsent(blobs);
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
    lock.close();
  }
}
