// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.grant.GrantId;

/**
 * How far the end of a grant has come. Never "un-read": what was read was read. Immutable.
 *
 * @param grant which grant
 * @param state how far
 * @param fencedCustodians how many custodians deny it now
 * @param custodians of how many
 * @param rotatedCompartments compartments whose new records have new keys
 * @param rewrappedSlots slots of those compartments that were put under new keys since
 * @param survivors other grants that got the new keys, those among them that holders handed on and used
 * @param receipt the revocation's place in the ledger
 */
public record Revocation(
    GrantId grant,
    State state,
    int fencedCustodians,
    int custodians,
    int rotatedCompartments,
    int rewrappedSlots,
    int survivors,
    Receipt receipt) {
  /** The steps, in order; the last one before which none is missing. */
  public enum State {
    /** Recorded in the patient's journal. */
    REQUESTED,
    /** So many custodians deny that the rest can't serve a record. */
    FENCED,
    /** New records are under new keys. */
    ROTATED,
    /** No slot is left that its keys open, but on custodians that were silent or lie: {@link Vault#rewrap}. */
    REWRAPPED
  }
}
