// SPDX-License-Identifier: Apache-2.0
package health.habeas;

/**
 * The end of a grant as a holder can bring it about: the ledger has it, and custodians deny. New keys are made by the patient
 * alone: her vault does so for a renounced grant that it gave, when it is opened next; for a grant below, when she revokes
 * that herself. What was read was read. Immutable.
 *
 * @param fencedCustodians how many custodians deny it now; each other one will as soon as it reaches the ledger, and until
 *     then serves nobody, since what it knows of revocations is too old
 * @param custodians of how many
 * @param receipt the revocation's place in the ledger
 */
public record PublishedRevocation(int fencedCustodians, int custodians, Receipt receipt) {
  /** Whether every custodian denies it now. */
  public boolean isFenced() {
    return fencedCustodians == custodians;
  }
}
