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
 * @param seen heads that are kept elsewhere, which the log is held against when it is opened
 * @param witnesses whom to ask to cosign heads
 * @param role which part this place has in a move; none, but for {@link LogMove}
 */
public record LedgerOptions(
    InstantSource clock,
    SecureRandom random,
    Duration deadline,
    HeadsSeen seen,
    Witnesses witnesses,
    MoveRole role) {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  /** The machine's clock and randomness, ten seconds, no heads from elsewhere, and no witnesses. */
  public static LedgerOptions standard() {
    return new LedgerOptions(
        InstantSource.system(),
        new SecureRandom(),
        TEN_SECONDS,
        HeadsSeen.none(),
        Witnesses.none(),
        MoveRole.none());
  }

  /**
   * The same with another clock.
   *
   * @param other the source of the entries' times
   */
  public LedgerOptions withClock(InstantSource other) {
    return new LedgerOptions(other, random, deadline, seen, witnesses, role);
  }

  /**
   * The same with another deadline.
   *
   * @param other how long a call waits for the backend
   */
  public LedgerOptions withDeadline(Duration other) {
    return new LedgerOptions(clock, random, other, seen, witnesses, role);
  }

  /**
   * The same, held against heads that are kept elsewhere: the alarm for a backup that was restored.
   *
   * @param other who kept them
   */
  public LedgerOptions withHeadsSeen(HeadsSeen other) {
    return new LedgerOptions(clock, random, deadline, other, witnesses, role);
  }

  /**
   * The same with witnesses, which are asked in the background to cosign each new head.
   *
   * @param other whom to ask
   */
  public LedgerOptions withWitnesses(Witnesses other) {
    return new LedgerOptions(clock, random, deadline, seen, other, role);
  }

  LedgerOptions withRole(MoveRole other) {
    return new LedgerOptions(clock, random, deadline, seen, witnesses, other);
  }
}
