// SPDX-License-Identifier: Apache-2.0

/**
 * Clients of custodians and ledgers that run elsewhere. {@link health.habeas.http.HttpCustodian} is one custodian, to be
 * passed to a vault like any other; {@link health.habeas.http.HttpLedger} is a log that somebody else keeps and signs, and
 * {@code Ledgers.open("https://…#key")} opens it too. {@link health.habeas.http.HttpSettings} says whom to trust and how
 * long to wait.
 *
 * <p>What it does not do: cache. Each call asks the server, since a revocation counts at once.
 */
@NullMarked
package health.habeas.http;

import org.jspecify.annotations.NullMarked;
