// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.VaultId;
import health.habeas.key.Grantee;
import health.habeas.record.Author;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;

/**
 * What a reader of Consents is told beside the Consents. Immutable; maps and sets are copied.
 *
 * @param vault the patient's vault, of suite S1
 * @param patient the reference of the patient
 * @param holders whom each reference means; others mean nobody
 * @param authors which keys each author wrote with; others mean nobody
 * @param community whom a permit means that names nobody
 * @param openEnd when a permit ends that states no end
 * @param zone where a day begins that is written without a time
 */
public record ConsentWorld(
    VaultId vault,
    String patient,
    Map<String, Set<Grantee>> holders,
    Map<String, Set<Author>> authors,
    Set<Grantee> community,
    Instant openEnd,
    ZoneId zone) {
  /** Copies the maps and the set. */
  public ConsentWorld {
    holders = Map.copyOf(holders);
    authors = Map.copyOf(authors);
    community = Set.copyOf(community);
  }
}
