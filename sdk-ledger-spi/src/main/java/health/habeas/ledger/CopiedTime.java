// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The time at which a copied entry was recorded, until the copying ends. Thread-safe. */
final class CopiedTime implements InstantSource {
  private final InstantSource clock;
  private volatile @Nullable Instant copied;

  CopiedTime(InstantSource clock) {
    this.clock = clock;
  }

  void set(Instant time) {
    copied = time;
  }

  void end() {
    copied = null;
  }

  @Override
  public Instant instant() {
    Instant time = copied;
    return time == null ? clock.instant() : time;
  }
}
