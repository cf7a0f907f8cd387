// SPDX-License-Identifier: Apache-2.0

/**
 * The server: {@link health.habeas.http.server.CustodianServer} offers a custodian, a ledger or both over HTTPS, and {@link
 * health.habeas.http.server.Main} is the same as a command.
 *
 * <p>It decides nothing: the custodian behind it does. What it adds is limits, sessions, health and metrics.
 */
@NullMarked
package health.habeas.http.server;

import org.jspecify.annotations.NullMarked;
