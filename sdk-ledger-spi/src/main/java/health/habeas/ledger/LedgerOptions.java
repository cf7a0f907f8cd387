// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What a ledger takes from outside itself. Immutable.
 *
 * @param clock the source of the entries' times
 * @param random the source of a new log's key
 * @param deadline how long a call waits for the backend before it answers in doubt
 * @param role which part this place has in a move; none, but for {@link LogMove}
 */
public record LedgerOptions(
    InstantSource clock, SecureRandom random, Duration deadline, MoveRole role) {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  /** The machine's clock and randomness, and ten seconds. */
  public static LedgerOptions standard() {
    return new LedgerOptions(
        InstantSource.system(), new SecureRandom(), TEN_SECONDS, MoveRole.none());
  }

  /**
   * The same with another clock.
   *
   * @param other the source of the entries' times
   */
  public LedgerOptions withClock(InstantSource other) {
    return new LedgerOptions(other, random, deadline, role);
  }

  /**
   * The same with another deadline.
   *
   * @param other how long a call waits for the backend
   */
  public LedgerOptions withDeadline(Duration other) {
    return new LedgerOptions(clock, random, other, role);
  }

  LedgerOptions withRole(MoveRole other) {
    return new LedgerOptions(clock, random, deadline, other);
  }
}
