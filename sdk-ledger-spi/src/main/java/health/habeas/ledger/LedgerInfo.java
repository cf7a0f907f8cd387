// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import java.util.Set;

/**
 * What a ledger declares about itself. Immutable.
 *
 * @param scheme the backend's URI scheme
 * @param finality what an acknowledgement stands for
 * @param limits how much it takes at once
 * @param timeSource where the times come from, and how wrong they may be, in words
 * @param capabilities what it can do beyond the least
 */
public record LedgerInfo(
    String scheme,
    Finality finality,
    LedgerLimits limits,
    String timeSource,
    Set<LedgerCapability> capabilities) {
  /** Copies the set. */
  public LedgerInfo {
    capabilities = Set.copyOf(capabilities);
  }
}
