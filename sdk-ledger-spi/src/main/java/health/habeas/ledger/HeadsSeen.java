// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.proof.SignedCheckpoint;
import java.util.List;

/**
 * Heads of a log that are kept elsewhere than beside its entries: by a witness, a client, a mirror, or in a file on another
 * machine. A ledger that is given some does not open, and so signs nothing, where one of them covers more than it has.
 *
 * <p>That is what tells a backup that was restored whole, its key and newest head included, from the newest copy: nothing in
 * the backup itself can. An implementation that can't be asked throws, and the ledger stays closed. Thread-safe.
 */
@FunctionalInterface
public interface HeadsSeen {
  /**
   * The heads that are known of a log. They are verified by the one who asks.
   *
   * @param log whose heads
   */
  List<SignedCheckpoint> heads(LogVerifier log);

  /** Nobody who kept a head is asked. */
  static HeadsSeen none() {
    return log -> List.of();
  }
}
