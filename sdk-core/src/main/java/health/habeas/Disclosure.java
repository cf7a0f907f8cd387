// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.grant.GrantId;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.Accessor;
import java.util.Optional;

/**
 * One access to the patient's records, with proof. Accesses of a grant are numbered in the ledger without gaps, so a list
 * of them is complete up to the number that is absent. Immutable.
 *
 * @param grant the grant that the patient gave; the event names who used it
 * @param event who, for what purpose, which records, when; empty when it was recorded but no custodian let the holder in
 * @param accessor which person at the holder it was, and where; empty if the holder did not say
 * @param receipt its place in the ledger
 */
public record Disclosure(
    GrantId grant, Optional<AccessEvent> event, Optional<Accessor> accessor, Receipt receipt) {
  /** The grant and the ledger entry, nothing of the content. */
  @Override
  public String toString() {
    return "Disclosure[" + grant + ", " + receipt + "]";
  }
}
