// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StoreCapability;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A store that is gone for good. */
final class Dead implements ShardStore {
  private static StorageException gone() {
    return new StorageException(ErrorCode.STORE_FAILED, "this store is gone");
  }

  @Override
  public boolean putIfAbsent(String name, byte[] blob) {
    throw gone();
  }

  @Override
  public Set<String> putAllIfAbsent(Map<String, byte[]> blobs) {
    throw gone();
  }

  @Override
  public Optional<byte[]> get(String name) {
    throw gone();
  }

  @Override
  public Optional<byte[]> getRange(String name, long offset, int length) {
    throw gone();
  }

  @Override
  public boolean delete(String name) {
    throw gone();
  }

  @Override
  public List<String> list(String prefix) {
    throw gone();
  }

  @Override
  public Set<StoreCapability> capabilities() {
    return Set.of();
  }

  @Override
  public void close() {}
}
