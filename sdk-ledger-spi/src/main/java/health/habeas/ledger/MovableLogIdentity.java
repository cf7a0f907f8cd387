// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import java.util.Optional;

/**
 * The identity of a log that can move ({@link LogMove}). A backend whose identity is not of this kind can't take part.
 *
 * <p>Contract: each step is durable before it returns, and may be repeated. A place that retired opens only as departing
 * ({@link MoveRole}), one that was not adopted only as arriving; everybody else gets HBS-6009 or HBS-6010. Called by one thread
 * at a time.
 */
public interface MovableLogIdentity extends LogIdentity {
  /** Whether this place has the log's key for a move that is not finished. */
  boolean isArriving();

  /** Makes this place the log's. */
  void adopt();

  /** What names the place to which this one gave the log away, or empty if the log is here. */
  Optional<String> retiredTo();

  /**
   * Gives the log away: the one step that decides where it is.
   *
   * @param place names the new place; one line
   */
  void retire(String place);

  /** Deletes the key of a log that is elsewhere. */
  void forget();
}
