// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.LogIdentity;
import health.habeas.ledger.internal.entry.EntryIndex;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A journal as its file says it is, and the index over its ids.
 *
 * @param journal ready to append
 * @param index from ids to positions
 */
record Recovered(Journal journal, EntryIndex index) {
  static Recovered open(
      Path file, LogIdentity identity, LedgerOptions options, FileLedgerBackend.Disk disk)
      throws IOException {
    JournalChannel channel = disk.open(file);
    try {
      JournalHeader.check(file, channel, identity.signer().verifier());
      EntryIndex index = new EntryIndex(options.random().nextLong());
      JournalScan scan = new JournalScan(file, channel, index::add).run();
      return new Recovered(new Journal(file, channel, scan), index);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }
}
