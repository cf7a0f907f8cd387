// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.grant.Decision;
import health.habeas.record.HealthRecord;
import health.habeas.record.LargeRecord;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The answer to a read: records, or a refusal that says why; and what was wrong on the way. A partial answer says so (L58).
 * Immutable.
 *
 * @param records the records, each verified to be what its author wrote
 * @param largeRecords those whose content is streamed: {@code open} gives it
 * @param refusal why there is nothing, or why it stopped; empty when all went well
 * @param unopened records in reach that could not be rebuilt or opened; in the patient's own reads a page of slots that no
 *     custodian has whole counts as one, however many records are on it
 * @param silentCustodians those that did not give what they should have
 * @param lyingCustodians those whose answer is proven to be altered
 * @param receipt the access's place in the ledger; empty for the patient's own reads and for what was refused before
 */
public record ReadResult(
    List<HealthRecord> records,
    List<LargeRecord> largeRecords,
    Optional<Decision.Deny> refusal,
    int unopened,
    Set<String> silentCustodians,
    Set<String> lyingCustodians,
    Optional<Receipt> receipt)
    implements Iterable<HealthRecord> {
  /** Copies the collections. */
  public ReadResult {
    records = List.copyOf(records);
    largeRecords = List.copyOf(largeRecords);
    silentCustodians = Set.copyOf(silentCustodians);
    lyingCustodians = Set.copyOf(lyingCustodians);
  }

  /** Whether nothing was refused and nothing is missing. */
  public boolean isComplete() {
    return refusal.isEmpty() && unopened == 0;
  }

  @Override
  public Iterator<HealthRecord> iterator() {
    return records.iterator();
  }

  /** The records that came with their content, as a stream. */
  public Stream<HealthRecord> stream() {
    return records.stream();
  }

  /** Counts alone. */
  @Override
  public String toString() {
    return "ReadResult[" + records.size() + " records, " + largeRecords.size() + " large, "
        + unopened + " unopened" + refusal.map(deny -> ", " + deny).orElse("") + "]";
  }
}
