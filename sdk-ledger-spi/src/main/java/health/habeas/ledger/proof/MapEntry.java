// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;

/**
 * What a {@link MerkleMap} says of one key. Immutable.
 *
 * @param key 32 bytes of a hash; whoever can choose the bits of keys can make paths long
 * @param position the place in the log of the entry that the key comes from
 */
public record MapEntry(TreeHash key, long position) {
  /** Checks the position. */
  public MapEntry {
    if (position < 0) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.OUT_OF_RANGE, "a position in a log is 0 or more");
    }
  }
}
