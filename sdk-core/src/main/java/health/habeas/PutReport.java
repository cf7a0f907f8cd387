// SPDX-License-Identifier: Apache-2.0
package health.habeas;

/**
 * What a put did: all of it is durable, or the put threw and none of it is. Immutable.
 *
 * @param added records that are new
 * @param updated records that got a new version
 * @param unchanged records that were there already, byte for byte
 * @param pendingWithdrawals compartments that still have an earlier version of a record that was moved, because a page can't
 *     be read; the next put, opening or {@link Vault#rewrap} tries again
 * @param durability what may be lost without a record being lost
 * @param receipt the commit's place in the ledger
 */
public record PutReport(
    int added,
    int updated,
    int unchanged,
    int pendingWithdrawals,
    Durability durability,
    Receipt receipt) {}
