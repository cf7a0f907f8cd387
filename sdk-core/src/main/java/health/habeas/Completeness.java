// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.grant.GrantId;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.LogVerifier;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.ProvenMap;
import health.habeas.ledger.proof.StateProof;
import health.habeas.ledger.proof.TrustPolicy;
import java.util.Optional;

/**
 * That the ledger has so many accesses under one grant and no further one: accesses are numbered 0, 1, 2 …, each has a {@link
 * Receipt}, and the id of the next number is proven absent. Whoever has the first grant of the chain computes {@code next} by
 * {@code AccessEvent.id}. Immutable.
 *
 * <p>Not shown: that custodians served nobody without an entry. Each refuses a shard without one, so that takes k that lie.
 *
 * @param grant the grant that the patient gave
 * @param accesses how many the ledger has
 * @param next the id that the next access would have
 * @param proof that this id is absent; empty where the ledger keeps no maps, and its word is all there is
 * @param log the ledger's name and public key
 */
public record Completeness(
    GrantId grant, int accesses, EntryId next, Optional<StateProof> proof, LogVerifier log) {
  /** Whether there is a proof. It was verified with the ledger's key when it came. */
  public boolean isProven() {
    return proof.isPresent();
  }

  /**
   * Whether there is a proof that holds under a head which a quorum of witnesses saw.
   *
   * @param policy whose quorum is wanted
   * @return the state of the log as of which nothing more was there, with the times of the witnesses; empty if the id is there
   * @throws health.habeas.ledger.error.LedgerException.Integrity if the proof does not hold, or too few witnesses cosigned
   */
  public Optional<ProvenMap> witnessed(TrustPolicy policy) {
    return proof
        .map(some -> some.verify(LogMap.LABELS, log.key(), policy))
        .filter(map -> map.find(LogMap.label(next.bytes())).isEmpty());
  }

  /** The grant and the number. */
  @Override
  public String toString() {
    return "Completeness[" + grant + ", " + accesses + (isProven() ? ", proven]" : ", not proven]");
  }
}
