// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a {@link StoreProbe} found: keep it with the store's registration. Immutable.
 *
 * @param capabilities what the store claims, corrected by what was tried
 * @param findings one for each check, in the order in which they were made
 */
public record StoreReport(Set<StoreCapability> capabilities, List<StoreFinding> findings) {
  /** Copies the collections. */
  public StoreReport {
    capabilities = Set.copyOf(capabilities);
    findings = List.copyOf(findings);
  }

  /** Whether every check passed. A store that is not fit loses or overwrites records, whatever its capabilities. */
  public boolean isFit() {
    return findings.stream().allMatch(StoreFinding::passed);
  }

  /**
   * This report, if every check passed.
   *
   * @throws StorageException with HBS-4016 and what the store does not do
   */
  public StoreReport requireFit() {
    if (!isFit()) {
      throw new StorageException(
          ErrorCode.STORE_UNFIT,
          "the shard store can't be used; it must "
              + findings.stream()
                  .filter(finding -> !finding.passed())
                  .map(finding -> finding.check().duty())
                  .collect(Collectors.joining("; it must ")));
    }
    return this;
  }
}
