// SPDX-License-Identifier: Apache-2.0
package health.habeas;

/**
 * What a deletion did. Immutable.
 *
 * @param deleted records that were there and are gone, with all of their versions
 * @param unknown ids of which there was no record
 * @param pendingWithdrawals compartments whose pages still hold keys of deleted records, because a page can't be read; the next
 *     put, opening or {@link Vault#rewrap} tries again
 * @param undeletedPages old pages with their keys that a silent custodian may still keep; a later opening or {@link Vault#rewrap}
 *     deletes them
 * @param swept whether what only deleted records needed was deleted too, wherever a custodian answered; if not, a later opening
 *     or {@link Vault#rewrap} does it
 * @param receipt the deletion's place in the ledger; the vault's newest entry if there was nothing to delete
 */
public record DeletionReport(
    int deleted,
    int unknown,
    int pendingWithdrawals,
    int undeletedPages,
    boolean swept,
    Receipt receipt) {}
