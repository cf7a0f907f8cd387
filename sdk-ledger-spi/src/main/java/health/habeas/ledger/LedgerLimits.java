// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.List;
import java.util.Optional;

/**
 * How much a ledger takes at once. The log above a backend keeps these limits for it: a backend never sees more. Immutable.
 *
 * @param leafBytes the largest leaf, in bytes
 * @param batchEntries the most entries in one append
 * @param inFlightEntries the most entries that wait for an answer at one time
 */
public record LedgerLimits(int leafBytes, int batchEntries, int inFlightEntries) {
  /** Checks that one full batch fits in flight. */
  public LedgerLimits {
    if (leafBytes < 32 || batchEntries < 1 || inFlightEntries < batchEntries) {
      throw new IllegalArgumentException(
          "a ledger takes leaves of 32 bytes, and one batch at least");
    }
  }

  /** Why a batch is beyond these limits, if it is. */
  Optional<LedgerException> refusal(List<Entry> batch) {
    if (batch.size() > batchEntries) {
      return Optional.of(new LedgerException.Permanent(
          LedgerErrorCode.BATCH_TOO_LARGE,
          "a batch may have " + batchEntries + " entries, and this has " + batch.size()));
    }
    return batch.stream()
        .filter(entry -> entry.leafBytes() > leafBytes)
        .findFirst()
        .map(entry -> new LedgerException.Permanent(
            LedgerErrorCode.ENTRY_TOO_LARGE,
            "a leaf may have " + leafBytes + " bytes, and one has " + entry.leafBytes()));
  }
}
