// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import health.habeas.grant.VaultId;
import health.habeas.http.internal.common.Follower;
import health.habeas.shard.Custodian;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether store and ledger answer. Thread-safe.
 *
 * @param custodian absent where a ledger alone is offered
 * @param follower absent likewise
 */
record Readiness(@Nullable Custodian custodian, @Nullable Follower follower)
    implements BooleanSupplier {
  private static final VaultId NOBODY = new VaultId("0".repeat(64));

  @Override
  public boolean getAsBoolean() {
    return storeAnswers() && (follower == null || follower.isFresh());
  }

  /** Looking for a card that nobody has asks the store. */
  private boolean storeAnswers() {
    try {
      return custodian == null || custodian.card(NOBODY).isEmpty();
    } catch (RuntimeException e) {
      return false;
    }
  }
}
