// SPDX-License-Identifier: Apache-2.0
package health.habeas.crash;

import health.habeas.shard.ShardStore;
import health.habeas.shard.StoreCapability;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A store in front of another that lets a test act, or fail, just before each call. Closing it closes nothing, so that the
 * next custodian finds the same blobs. Thread-safe if the watch is.
 *
 * @param store where the blobs are
 * @param watch is told of each call before it happens; what it throws, the call throws
 */
public record WatchedStore(ShardStore store, Watch watch) implements ShardStore {
  /** What a test wants to know of. */
  public interface Watch {
    /** Sees nothing and fails never. */
    Watch NONE = new Watch() {};

    /**
     * Before a blob is stored.
     *
     * @param name which
     */
    default void writes(String name) {}

    /**
     * Before a blob is deleted.
     *
     * @param name which
     */
    default void deletes(String name) {}

    /**
     * Before a blob is read or listed.
     *
     * @param name which
     */
    default void reads(String name) {}
  }

  @Override
  public boolean putIfAbsent(String name, byte[] blob) {
    watch.writes(name);
    return store.putIfAbsent(name, blob);
  }

  @Override
  public Set<String> putAllIfAbsent(Map<String, byte[]> blobs) {
    blobs.keySet().forEach(watch::writes);
    return store.putAllIfAbsent(blobs);
  }

  @Override
  public Optional<byte[]> get(String name) {
    watch.reads(name);
    return store.get(name);
  }

  @Override
  public Optional<byte[]> getRange(String name, long offset, int length) {
    watch.reads(name);
    return store.getRange(name, offset, length);
  }

  @Override
  public boolean delete(String name) {
    watch.deletes(name);
    return store.delete(name);
  }

  @Override
  public List<String> list(String prefix) {
    watch.reads(prefix);
    return store.list(prefix);
  }

  @Override
  public Set<StoreCapability> capabilities() {
    return store.capabilities();
  }

  @Override
  public void close() {}
}
