// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import java.util.OptionalLong;

/**
 * What a verifier knows of one {@link RevocationStatement} about a key. Immutable.
 *
 * @param since the ledger position of the statement
 * @param issuedBefore only grants that the key issued when the ledger had fewer entries than this have ended; empty when
 *     every chain has that uses the key as issuer or holder
 */
public record KeyRevocation(long since, OptionalLong issuedBefore) {}
