// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import java.time.Duration;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id version 1.3 (RFC 9106): makes guessing a passphrase slow and costly in memory. Thread-safe. */
public final class Argon2id {
  private static final int KEY_BYTES = 32;

  private Argon2id() {}

  /**
   * What one guess costs.
   *
   * @param memoryKib memory in KiB, 8 × lanes to 2^20
   * @param passes how often the memory is gone through, 1 to 1,000
   * @param lanes how much of it an attacker may do at once, 1 to 16
   */
  public record Cost(int memoryKib, int passes, int lanes) {
    /** RFC 9106, section 4, second recommendation: 64 MiB, 3 passes. One lane, for BouncyCastle works on one thread. */
    public static final Cost BASE = new Cost(64 << 10, 3, 1);

    /** Checks the limits, which also bound what a forged key file can make this machine do. */
    public Cost {
      if (lanes < 1 || lanes > 16 || memoryKib < 8 * lanes || memoryKib > 1 << 20) {
        throw new IllegalArgumentException("Argon2id memory or lanes out of range");
      }
      if (passes < 1 || passes > 1000) {
        throw new IllegalArgumentException("Argon2id passes out of range");
      }
    }

    /**
     * The cheapest cost with this memory, and at least these passes, that takes at least this long here and now.
     *
     * @param atLeast how long one guess shall take
     */
    public Cost calibrated(Duration atLeast) {
      Duration taken = measured(); // the first run warms the compiler up, and is not counted
      Cost cost = this;
      for (taken = measured(); taken.compareTo(atLeast) < 0; taken = cost.measured()) {
        long needed = 1 + cost.passes * atLeast.toNanos() / Math.max(taken.toNanos(), 1);
        cost = new Cost(memoryKib, (int) Math.min(Math.max(needed, cost.passes + 1L), 1000), lanes);
      }
      return cost;
    }

    private Duration measured() {
      long start = System.nanoTime();
      try (Secret nothing = Secret.owning(new byte[KEY_BYTES])) {
        derive(nothing, new byte[KEY_BYTES], this).close();
      }
      return Duration.ofNanos(System.nanoTime() - start);
    }
  }

  /**
   * Derives 32 bytes.
   *
   * @param passphrase what a person typed, in UTF-8
   * @param salt at least 8 random bytes
   * @param cost as it was when the key was made
   */
  public static Secret derive(Secret passphrase, byte[] salt, Cost cost) {
    Argon2Parameters parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
        .withMemoryAsKB(cost.memoryKib())
        .withIterations(cost.passes())
        .withParallelism(cost.lanes())
        .withSalt(salt)
        .build();
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(parameters);
    byte[] key = new byte[KEY_BYTES];
    generator.generateBytes(passphrase.bytes(SECRET_ACCESS), key);
    return Secret.owning(key);
  }
}
