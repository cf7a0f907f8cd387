// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Ledgers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Entries and ledgers for the tests of this package. */
final class Ledgered {
  private Ledgered() {}

  static Entry entry(int number) {
    byte[] id = ByteBuffer.allocate(EntryId.SIZE_BYTES).putInt(number).array();
    return new Entry(EntryId.of(id), ByteBuffer.allocate(32).putInt(28, ~number).array());
  }

  static List<Entry> entries(int from, int to) {
    return IntStream.range(from, to).mapToObj(Ledgered::entry).toList();
  }

  static Ledger open(Path directory) {
    return Ledgers.open("file:" + directory);
  }

  static Ledger open(Path directory, FileLedgerBackend.Disk disk) {
    return FileLedgerProvider.open(directory, LedgerOptions.standard(), disk);
  }
}
