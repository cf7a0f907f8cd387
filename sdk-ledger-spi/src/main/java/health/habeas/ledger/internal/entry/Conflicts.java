// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.entry;

import health.habeas.ledger.Entry;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.Collections;
import java.util.List;

/** The answer to a batch with an id that already stands for another leaf. */
public final class Conflicts {
  private Conflicts() {}

  /**
   * One rejection for each entry: a batch is recorded whole or not at all.
   *
   * @param batch the whole batch
   */
  public static List<Outcome> rejected(List<Entry> batch) {
    LedgerException error = new LedgerException.Permanent(
        LedgerErrorCode.CONFLICT,
        "an entry id of this batch already stands for another leaf; nothing of the batch was recorded");
    return Collections.nCopies(batch.size(), new Outcome.Rejected(error));
  }
}
