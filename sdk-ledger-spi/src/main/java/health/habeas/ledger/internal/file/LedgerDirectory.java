// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A ledger's directory, held by this process alone from opening to closing. Its files come into being in the order lock,
 * key, journal, checkpoint; so what is missing tells a crash while creating from a loss.
 */
final class LedgerDirectory {
  private final Path path;
  private final DirectoryLock lock;

  private LedgerDirectory(Path path, DirectoryLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Creates the directory where needed, and locks it. */
  static LedgerDirectory lock(Path path) {
    return new LedgerDirectory(path, DirectoryLock.take(path));
  }

  Path journalFile() {
    return path.resolve("journal");
  }

  /** Where the log is published, if somebody made the folder. */
  Path tileFolder() {
    return path.resolve("tiles");
  }

  /** The log's key and head; made now if this directory never held a log. */
  DirectoryLogIdentity identity(LedgerOptions options) throws IOException {
    boolean isThere = DirectoryLogIdentity.isThere(path);
    boolean hasJournal = Files.exists(journalFile());
    if (!isThere && hasJournal) {
      throw DirectoryLogIdentity.keyMissing(path);
    }
    DirectoryLogIdentity identity = isThere
        ? DirectoryLogIdentity.open(path, options)
        : DirectoryLogIdentity.create(path, options);
    if (!hasJournal) {
      createJournal(identity);
    }
    return identity;
  }

  private void createJournal(DirectoryLogIdentity identity) throws IOException {
    if (identity.newest().isPresent()) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.LOG_CORRUPT, "the file " + journalFile() + " is missing");
    }
    AtomicFile.write(journalFile(), JournalHeader.encode(identity.signer().verifier()));
  }

  /** Lets others open the directory. */
  void release() {
    lock.close();
  }
}
