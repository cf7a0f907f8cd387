// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * What a vault takes from its surroundings: time and randomness, which are injected only in tests, and what its builder was
 * told of audits.
 *
 * @param clock the one source of time
 * @param random the one source of randomness
 * @param auditTickets how many a shard gets when it is written, 0 to {@link AuditTickets#MAX_PER_SHARD}
 * @param custodyReceipts whether custodians are asked for receipts of what is written
 */
public record Surroundings(
    InstantSource clock, SecureRandom random, int auditTickets, boolean custodyReceipts) {
  /**
   * Without tickets and receipts.
   *
   * @param clock the one source of time
   * @param random the one source of randomness
   */
  public Surroundings(InstantSource clock, SecureRandom random) {
    this(clock, random, 0, false);
  }

  /** The system's clock and its secure random source. */
  public static Surroundings system() {
    return new Surroundings(InstantSource.system(), new SecureRandom());
  }
}
