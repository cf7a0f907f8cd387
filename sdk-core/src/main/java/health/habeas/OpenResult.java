// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.grant.Decision;
import java.util.Optional;
import java.util.Set;

/**
 * The answer to opening one record: its content, or why there is none. Immutable; who gets it closes the content.
 *
 * @param content of the record's newest version; empty if it was refused, can't be read, or is not there
 * @param refusal why there is nothing; with content, why it may not be the newest version
 * @param unopened records in reach that could not be rebuilt or opened, this one perhaps among them; pages of slots count as
 *     one
 * @param silentCustodians those that did not give what they should have
 * @param lyingCustodians those whose answer is proven to be altered
 * @param receipt the access's place in the ledger; empty for the patient's own reads and for what was refused before
 */
public record OpenResult(
    Optional<RecordContent> content,
    Optional<Decision.Deny> refusal,
    int unopened,
    Set<String> silentCustodians,
    Set<String> lyingCustodians,
    Optional<Receipt> receipt) {
  /** Copies the sets. */
  public OpenResult {
    silentCustodians = Set.copyOf(silentCustodians);
    lyingCustodians = Set.copyOf(lyingCustodians);
  }

  /** Whether nothing was refused and nothing is missing. */
  public boolean isComplete() {
    return refusal.isEmpty() && unopened == 0;
  }

  /** Counts alone. */
  @Override
  public String toString() {
    return "OpenResult[" + content.map(RecordContent::toString).orElse("nothing") + ", " + unopened
        + " unopened" + refusal.map(deny -> ", " + deny).orElse("") + "]";
  }
}
