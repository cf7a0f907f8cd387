// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.shard.ShardStore;
import health.habeas.shard.StoreCapability;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * A store whose puts wait until they may go on.
 *
 * @param store behind
 * @param begun counted down when one waits
 * @param go what it waits for
 */
record SlowStore(ShardStore store, CountDownLatch begun, CountDownLatch go) implements ShardStore {
  @Override
  public boolean putIfAbsent(String name, byte[] blob) {
    begun.countDown();
    try {
      go.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
  }
}
