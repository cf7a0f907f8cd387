// SPDX-License-Identifier: Apache-2.0
package health.habeas;

/**
 * How much an export or import took along. Immutable.
 *
 * @param records records
 * @param grants grants, revoked ones included
 * @param disclosures accesses with the proofs of the ledger that recorded them
 * @param missing records that could not be read and so are not in the archive (L58)
 * @param unreadablePages pages of slots of which no custodian has a sound copy; each is one put's records of one
 *     compartment, at most 4,096, that are not in the archive either
 */
public record MoveReport(
    int records, int grants, int disclosures, int missing, int unreadablePages) {
  /** Whether everything was taken along. */
  public boolean isComplete() {
    return missing == 0 && unreadablePages == 0;
  }
}
