// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.grant.GrantId;
import health.habeas.record.Author;
import health.habeas.record.StoredRecord;
import java.util.Optional;

/**
 * A record as it was at one time. Guarantee: it is what its author signed (L45). Immutable.
 *
 * @param number 1 for the first version, one more for each that came after
 * @param record its content, or what is known of a large one
 * @param author who wrote it: the patient's own key, or a provider's
 * @param grant the grant under which a provider wrote it; empty for the patient's own
 */
public record RecordVersion(
    int number, StoredRecord record, Author author, Optional<GrantId> grant) {
  /** The number and the author, nothing of the content. */
  @Override
  public String toString() {
    return "RecordVersion[" + number + " by " + author + "]";
  }
}
