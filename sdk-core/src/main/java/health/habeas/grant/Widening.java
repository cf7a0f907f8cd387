// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects by which dimension something goes beyond what it was cut from; the first one is told. Not thread-safe. */
final class Widening {
  private @Nullable String first;

  Widening unless(boolean holds, String dimension) {
    if (!holds && first == null) {
      first = dimension;
    }
    return this;
  }

  Widening unless(Optional<String> widened) {
    widened.ifPresent(dimension -> unless(false, dimension));
    return this;
  }

  Optional<String> first() {
    return Optional.ofNullable(first);
  }
}
