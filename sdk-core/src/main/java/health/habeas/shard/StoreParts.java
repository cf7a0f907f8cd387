// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.internal.erasure.ShardParts;
import java.util.Optional;

/** Parts of a shard in a store. Thread-safe. */
final class StoreParts {
  private StoreParts() {}

  /** A store whose ranges cost a whole blob each is asked for the blob once. */
  static ShardParts of(ShardStore store, String name) {
    if (store.capabilities().contains(StoreCapability.CHEAP_RANGE)) {
      return (offset, length) -> store.getRange(name, offset, length);
    }
    return store.get(name).map(ShardParts::of).orElse((offset, length) -> Optional.empty());
  }
}
