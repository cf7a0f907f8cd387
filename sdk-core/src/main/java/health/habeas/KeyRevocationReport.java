// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.grant.GrantId;
import java.util.List;

/**
 * How far the end of a key, or of what it issued, has come. Never "un-read": what was read was read. Immutable; the list is
 * copied.
 *
 * @param isFenced whether so many custodians deny that the rest can't serve a record
 * @param fencedCustodians how many custodians have the statement and deny by it
 * @param custodians of how many; one that was silent is told at the next opening or re-wrap
 * @param rotatedCompartments compartments with new keys beside those that the end of the grants brought
 * @param grants the grants of this vault that ended with it; {@link Vault#revoke(GrantId)} tells how far each has come
 * @param receipt the statement's place in the ledger
 */
public record KeyRevocationReport(
    boolean isFenced,
    int fencedCustodians,
    int custodians,
    int rotatedCompartments,
    List<GrantId> grants,
    Receipt receipt) {
  /** Copies the list. */
  public KeyRevocationReport {
    grants = List.copyOf(grants);
  }
}
