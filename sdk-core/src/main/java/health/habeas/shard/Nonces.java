// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Challenges that were given out and not yet answered: each good once, for a minute, and not too many. Thread-safe. */
final class Nonces {
  private static final Duration LIFETIME = Duration.ofMinutes(1);
  private static final int CAPACITY = 10_000;
  private static final int SIZE_BYTES = 32;

  private final InstantSource clock;
  private final SecureRandom random;
  private final Map<String, Instant> open = new LinkedHashMap<>();

  Nonces(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  synchronized byte[] fresh() {
    byte[] nonce = new byte[SIZE_BYTES];
    random.nextBytes(nonce);
    if (open.size() >= CAPACITY) {
      // The oldest one loses: a flood of challenges can't use up the memory.
      open.remove(open.keySet().iterator().next());
    }
    open.put(HexFormat.of().formatHex(nonce), clock.instant().plus(LIFETIME));
    return nonce;
  }

  /** Whether it was given out and not used; it is used now. */
  synchronized boolean use(byte[] nonce) {
    @Nullable Instant until = open.remove(HexFormat.of().formatHex(nonce));
    return until != null && clock.instant().isBefore(until);
  }
}
