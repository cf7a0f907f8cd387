// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.grant.GrantChain;
import health.habeas.key.Grantee;
import java.time.Instant;

/**
 * A grant that this vault gave. Immutable.
 *
 * @param chain the grant itself, to be handed to its holder
 * @param holder whom it names
 * @param since when it was given
 * @param revoked whether it was revoked
 */
public record IssuedGrant(GrantChain chain, Grantee holder, Instant since, boolean revoked) {}
