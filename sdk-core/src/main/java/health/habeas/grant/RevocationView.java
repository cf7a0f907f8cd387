// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.key.VerifyKey;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a verifier knows of revocations. It only ever grows: there is no un-revoke (L28, L32).
 *
 * <p>A verifier asks several times during one decision and must get the same answers, so pass a snapshot.
 * {@link Revocations} is one. Implementations are thread-safe.
 */
public interface RevocationView {
  /**
   * The ledger position of the revocation of this handle; empty when it is not revoked.
   *
   * @param handle a grant's status handle
   */
  OptionalLong revokedSince(StatusHandle handle);

  /**
   * Every statement that is known about this key in this vault; empty when there is none.
   *
   * @param vault whose grants
   * @param key an issuer's or a holder's
   */
  Set<KeyRevocation> keyRevocations(VaultId vault, VerifyKey key);

  /** How many ledger entries are known. A grant that claims to be signed later than that can't be told from an early one. */
  long followed();

  /**
   * The moment up to which this view is known to be complete: the latest local time at which the ledger was asked and
   * answered, since its signed heads carry no time. It never goes back, and stands still while the ledger can't be asked.
   */
  Instant asOf();

  /**
   * Why this chain has ended: a revoked grant (HBS-1004), a revoked key (HBS-1024), a grant that its issuer signed before it
   * was said to be trusted again (HBS-1004), or one of which that can't be told yet (HBS-1017). In this order, and within
   * each the first link.
   *
   * @param chain the whole chain
   */
  default Optional<Decision.Deny> refusal(GrantChain chain) {
    return RevocationRules.refusal(this, chain);
  }
}
