// SPDX-License-Identifier: Apache-2.0

/**
 * Who may do what with which records, why and until when: grants, chains of them, and the decision.
 *
 * <p>Enter by {@link health.habeas.grant.GrantTerms}, which words a grant; its
 * {@link health.habeas.grant.Permission} goes into a {@link health.habeas.grant.Grant}, which
 * {@link health.habeas.grant.GrantChain} signs and hands on. A custodian asks
 * {@link health.habeas.grant.GrantVerifier}; a holder that wants to know beforehand asks
 * {@link health.habeas.grant.Forecast}. What a grant is about is a {@link health.habeas.grant.Scope}; which keys that
 * takes says {@link health.habeas.grant.ScopeKeys}; what it means in plain words says
 * {@link health.habeas.grant.GrantText}, and whether both sides see the same one {@link health.habeas.grant.CheckPhrase}.
 *
 * <p>Everything here is a value or a pure function. Nothing here holds a private key, seals a keybox, asks a ledger or
 * reads a clock. Format and rules: {@code docs/spec/grants.md}.
 */
@NullMarked
package health.habeas.grant;

import org.jspecify.annotations.NullMarked;
