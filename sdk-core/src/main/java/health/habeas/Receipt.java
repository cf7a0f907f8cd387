// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.LogVerifier;
import health.habeas.ledger.error.LedgerException;

/**
 * Evidence that something is in the ledger, which anybody can check with the log's public key alone. Immutable.
 *
 * @param proof the entry, its inclusion proof and the signed checkpoint; {@code proof.bytes()} travels
 * @param log the log's name and public key
 */
public record Receipt(InclusionBundle proof, LogVerifier log) {
  /** The entry's place in the log, from 0. */
  public long position() {
    return proof.position();
  }

  /** Checks signature and inclusion proof again. */
  public boolean holds() {
    try {
      log.verify(proof);
      return true;
    } catch (LedgerException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "Receipt[entry " + position() + " of " + log.origin() + "]";
  }
}
