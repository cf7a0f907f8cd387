// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import java.time.Instant;
import java.util.OptionalLong;

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
   * The moment up to which this view is known to be complete: the latest local time at which the ledger was asked and
   * answered, since its signed heads carry no time. It never goes back, and stands still while the ledger can't be asked.
   */
  Instant asOf();
}
