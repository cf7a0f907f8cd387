// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The objects that were read last, since many records lie in one; those that go are wiped. Not thread-safe. */
final class StoredObjects implements AutoCloseable {
  /** How many are kept. */
  static final int CAPACITY = 8;

  private final Map<String, Optional<StoredObject>> objects =
      new LinkedHashMap<>(2 * CAPACITY, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<StoredObject>> eldest) {
          boolean full = size() > CAPACITY;
          if (full) {
            eldest.getValue().ifPresent(StoredObject::close);
          }
          return full;
        }
      };

  /** The object, found now if it is not here; it stays owned by this. */
  Optional<StoredObject> get(byte[] objectId, Function<byte[], Optional<StoredObject>> find) {
    return objects.computeIfAbsent(
        HexFormat.of().formatHex(objectId), absent -> find.apply(objectId));
  }

  @Override
  public void close() {
    objects.values().forEach(object -> object.ifPresent(StoredObject::close));
    objects.clear();
  }
}
