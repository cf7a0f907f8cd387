// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import java.util.List;
import java.util.Optional;

/** Where a {@link SignedLog} and its maps read entries. */
interface LogSource {
  long size();

  List<StoredEntry> read(long from, int max);

  Optional<StoredEntry> find(EntryId id);
}
