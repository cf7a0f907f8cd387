// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import java.util.List;

/** Where a {@link SignedLog} reads the entries that it has not hashed yet. */
interface LogSource {
  long size();

  List<StoredEntry> read(long from, int max);
}
