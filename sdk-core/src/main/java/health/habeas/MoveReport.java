// SPDX-License-Identifier: Apache-2.0
package health.habeas;

/**
 * How much an export or import took along. Immutable.
 *
 * @param records records
 * @param grants grants, revoked ones included
 * @param disclosures accesses with the proofs of the ledger that recorded them
 * @param missing records that could not be read and so are not in the archive (L58)
 */
public record MoveReport(int records, int grants, int disclosures, int missing) {}
