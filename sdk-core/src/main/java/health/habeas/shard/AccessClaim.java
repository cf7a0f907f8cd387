// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.grant.Presentation;

/**
 * What a holder shows a custodian: its grants, proof of possession, and the receipt that is already in the ledger. None of
 * it is checked yet. Immutable.
 *
 * @param presentation grants and possession
 * @param nonce the custodian's challenge that the possession answers
 * @param event the access
 * @param inclusion the proof that the event is in the log: {@code InclusionBundle} bytes
 */
public record AccessClaim(
    Presentation presentation, byte[] nonce, AccessEvent event, byte[] inclusion) {
  /** Copies the arrays. */
  public AccessClaim {
    nonce = nonce.clone();
    inclusion = inclusion.clone();
  }

  @Override
  public byte[] nonce() {
    return nonce.clone();
  }

  @Override
  public byte[] inclusion() {
    return inclusion.clone();
  }

  /** Equal only to itself: nothing needs to compare what is unchecked. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return "AccessClaim[" + event + "]";
  }
}
