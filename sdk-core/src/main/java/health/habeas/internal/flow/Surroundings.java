// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * What a vault takes from its surroundings: time and randomness. Injected only in tests.
 *
 * @param clock the one source of time
 * @param random the one source of randomness
 */
public record Surroundings(InstantSource clock, SecureRandom random) {
  /** The system's clock and its secure random source. */
  public static Surroundings system() {
    return new Surroundings(InstantSource.system(), new SecureRandom());
  }
}
