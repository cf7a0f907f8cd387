// SPDX-License-Identifier: Apache-2.0

/**
 * One verifiable log over any backend. Applications enter by {@link health.habeas.ledger.Ledgers} and use
 * {@link health.habeas.ledger.Ledger}; whoever checks a log from outside uses {@link health.habeas.ledger.LogVerifier},
 * {@link health.habeas.ledger.TrustedHead}, {@link health.habeas.ledger.LogFollower} and
 * {@link health.habeas.ledger.StateAudit}, and from run to run {@code health.habeas.ledger.trust}; an operator moves a log with
 * {@link health.habeas.ledger.LogMove} and replaces one with {@link health.habeas.ledger.LogSuccession}; a vendor with its own
 * store implements {@link health.habeas.ledger.LedgerBackend} and {@link health.habeas.ledger.LedgerProvider}.
 *
 * <p>It does not know what a leaf means, but for telling revocations by their ids; it holds no health data, and links no two entries of a person.
 */
@NullMarked
package health.habeas.ledger;

import org.jspecify.annotations.NullMarked;
