// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import java.time.Instant;

/**
 * Where an entry was recorded. It is the backend's word; the proof is {@link Ledger#prove}. Immutable.
 *
 * @param id the entry's id
 * @param position the entry's place in the log, from 0; the only order there is
 * @param time when it was recorded; informative, never decreasing within a ledger
 * @param finality how settled it is
 */
public record LedgerReceipt(EntryId id, long position, Instant time, Finality finality) {}
