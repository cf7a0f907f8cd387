// SPDX-License-Identifier: Apache-2.0

/**
 * What a client of a log demands of it, beyond its key: {@link health.habeas.ledger.trust.LedgerTrust} puts the rules
 * around any {@code Ledger}, and {@link health.habeas.ledger.trust.HeadStore} is the memory that they need from run to run.
 *
 * <p>The rules: a head extends every head before it; none is smaller; a quorum of witnesses cosigned what counts, and lately.
 * A log that breaks them is refused, and if it contradicted itself, the proof is kept as a file. Formats:
 * docs/spec/log-proofs.md.
 */
@NullMarked
package health.habeas.ledger.trust;

import org.jspecify.annotations.NullMarked;
