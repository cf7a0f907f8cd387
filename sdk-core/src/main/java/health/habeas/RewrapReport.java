// SPDX-License-Identifier: Apache-2.0
package health.habeas;

/**
 * What a re-wrap did, and what it could not do yet. Immutable.
 *
 * @param compartments compartments (label set and category) whose old keys open nothing any more
 * @param slots slots of records that have new keys
 * @param withdrawn slots that were left out, because a later version of their record is elsewhere
 * @param pending compartments that stay under old keys, because a page could not be read; repeat when custodians are back
 * @param unreadablePages pages that no custodian gave
 * @param undeletedPages old pages that a silent custodian may still keep; a later call or opening deletes them
 */
public record RewrapReport(
    int compartments,
    int slots,
    int withdrawn,
    int pending,
    int unreadablePages,
    int undeletedPages) {}
