// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.fault;

import java.time.Duration;

/** How a {@link FaultyRelay} spoils connections. Immutable. */
public sealed interface RelayFault {
  /** Closes every connection at once. */
  record Refuse() implements RelayFault {}

  /**
   * Closes a connection after a part of the answer.
   *
   * @param afterBytes how much of it comes through; 0 loses it whole, after the server has done its work
   */
  record Cut(long afterBytes) implements RelayFault {}

  /** Takes what is sent, and passes no answer on; the connection stays open. */
  record Hang() implements RelayFault {}

  /**
   * Passes the answer on byte by byte.
   *
   * @param pause before each byte
   */
  record Drip(Duration pause) implements RelayFault {}

  /**
   * Flips a bit of the answer.
   *
   * @param atByte which byte of it, headers included
   */
  record Corrupt(long atByte) implements RelayFault {}
}
