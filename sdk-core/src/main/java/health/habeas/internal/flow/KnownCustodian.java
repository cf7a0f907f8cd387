// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.shard.Custodian;

/**
 * A custodian, and what it called itself when it was given to the vault: one that takes another's name later gets no proof
 * for it. Immutable.
 *
 * @param keeper as it was at first
 * @param custodian whom to ask
 */
public record KnownCustodian(Keeper keeper, Custodian custodian) {
  /**
   * Asks for name and domain, once.
   *
   * @param custodian whom to ask
   */
  public static KnownCustodian of(Custodian custodian) {
    return new KnownCustodian(Keeper.of(custodian), custodian);
  }

  /** Its name at first. */
  public String name() {
    return keeper.name();
  }
}
