// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.crypto.Sha256;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes another ledger's evidence over into the journal, in entries of bounded size, and once each: an import that was cut
 * off is repeated from its beginning. An entry without evidence ends the import. Not thread-safe.
 */
final class TakenHistory {
  /** How much evidence goes into one journal entry, in bytes: far below what can be sealed as one. */
  static final int ENTRY_BYTES = 16 << 20;

  private final int entryBytes;
  private final Consumer<VaultEvent.Imported> commit;
  private final Set<String> known = new HashSet<>();
  private final List<byte[]> waiting = new ArrayList<>();
  private int waitingBytes;
  private int count;

  /**
   * @param entryBytes {@link #ENTRY_BYTES}, or less in tests
   * @param taken what is in the journal already
   * @param commit appends an entry to the journal
   */
  TakenHistory(int entryBytes, Collection<byte[]> taken, Consumer<VaultEvent.Imported> commit) {
    this.entryBytes = entryBytes;
    this.commit = commit;
    taken.forEach(evidence -> known.add(digest(evidence)));
  }

  void add(byte[] evidence) {
    count++;
    if (!known.add(digest(evidence))) {
      return;
    }
    if (waitingBytes + evidence.length > entryBytes) {
      commitWaiting();
    }
    waiting.add(evidence);
    waitingBytes += evidence.length;
  }

  /** Commits what waits, and that this was all of the archive; how much evidence there was. */
  int end(byte[] archive) {
    commitWaiting();
    commit.accept(VaultEvent.Imported.end(archive));
    return count;
  }

  private void commitWaiting() {
    if (!waiting.isEmpty()) {
      commit.accept(VaultEvent.Imported.part(waiting));
      waiting.clear();
      waitingBytes = 0;
    }
  }

  private static String digest(byte[] evidence) {
    return HexFormat.of().formatHex(Sha256.of(evidence));
  }
}
