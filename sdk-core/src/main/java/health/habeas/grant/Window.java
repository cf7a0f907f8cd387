// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When a grant holds: from {@code notBefore} (inclusive) to {@code expires} (exclusive), in whole UTC seconds (L23).
 * Immutable; fractions of a second are cut off.
 *
 * @param notBefore the first second, from 1970 on
 * @param expires the second at which it is over, before the year 10000
 */
public record Window(Instant notBefore, Instant expires) {
  /** How far clocks may differ: tolerated at the start of a window, never at its end. */
  public static final Duration SKEW = Duration.ofSeconds(60);

  static final long LAST_SECOND = 253_402_300_799L;

  /** Cuts to seconds, checks order and bounds. */
  public Window {
    notBefore = notBefore.truncatedTo(ChronoUnit.SECONDS);
    expires = expires.truncatedTo(ChronoUnit.SECONDS);
    if (!notBefore.isBefore(expires)
        || notBefore.getEpochSecond() < 0
        || expires.getEpochSecond() > LAST_SECOND) {
      throw new InvalidInputException(
          ErrorCode.GRANT_TERMS,
          "a window must start before it ends and lie between 1970 and 9999");
    }
  }

  /**
   * Whether the window has not opened yet, with {@link #SKEW} in favour of the holder.
   *
   * @param t the time of the decision
   */
  public boolean isBeforeStart(Instant t) {
    return t.isBefore(notBefore.minus(SKEW));
  }

  /**
   * Whether the window is over; there is no tolerance.
   *
   * @param t the time of the decision
   */
  public boolean isOver(Instant t) {
    return !t.isBefore(expires);
  }

  /**
   * Whether it lies inside the other.
   *
   * @param other the wider window
   */
  public boolean within(Window other) {
    return !notBefore.isBefore(other.notBefore) && !expires.isAfter(other.expires);
  }
}
