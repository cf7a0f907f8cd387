// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

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
}
