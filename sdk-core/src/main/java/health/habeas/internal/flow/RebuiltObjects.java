// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.erasure.Rebuild;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The objects that were rebuilt last, since many records lie in one; those that go are wiped. Not thread-safe. */
final class RebuiltObjects implements AutoCloseable {
  /** How many are kept. */
  static final int CAPACITY = 8;

  private final Map<String, Optional<Rebuild.Rebuilt>> objects =
      new LinkedHashMap<>(2 * CAPACITY, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<Rebuild.Rebuilt>> eldest) {
          boolean full = size() > CAPACITY;
          if (full) {
            wipe(eldest.getValue());
          }
          return full;
        }
      };

  /** The object, rebuilt now if it is not here; its share key stays owned by this. */
  Optional<Rebuild.Rebuilt> get(
      byte[] objectId, Function<byte[], Optional<Rebuild.Rebuilt>> rebuild) {
    return objects.computeIfAbsent(
        HexFormat.of().formatHex(objectId), absent -> rebuild.apply(objectId));
  }

  private static void wipe(Optional<Rebuild.Rebuilt> object) {
    object.ifPresent(rebuilt -> rebuilt.shareKey().close());
  }

  @Override
  public void close() {
    objects.values().forEach(RebuiltObjects::wipe);
    objects.clear();
  }
}
