// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import java.util.Optional;

/**
 * Who a log is, kept by a backend beside its entries: the key that signs its heads, and the newest head that it signed.
 *
 * <p>Contract: {@link #store} is durable before it returns, and replaces the former head atomically; a head that left the
 * process is never forgotten, which is how a rolled-back log is told from a short one. Called by one thread at a time.
 */
public interface LogIdentity {
  /** The log's key; the same at every opening. */
  SignerKey signer();

  /** The newest stored head, or empty for a log that never had one. */
  Optional<SignedCheckpoint> newest();

  /**
   * Keeps a head.
   *
   * @param head of a size not below the newest
   */
  void store(SignedCheckpoint head);

  /**
   * A head came back from the witnesses, perhaps after a larger one was stored: for a backend that publishes its log. What
   * must last is stored by {@link #store}.
   *
   * @param head with the lines of witnesses; of a size not below the one before
   */
  default void cosigned(SignedCheckpoint head) {}
}
