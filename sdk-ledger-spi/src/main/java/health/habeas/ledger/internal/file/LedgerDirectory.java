// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A ledger's directory, held by this process alone from opening to closing. Its files come into being in the order lock,
 * key, journal, checkpoint; so what is missing tells a crash while creating from a loss.
 */
final class LedgerDirectory {
  private final Path path;
  private final FileChannel lock;

  private LedgerDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Creates the directory where needed, and locks it. */
  static LedgerDirectory lock(Path path) {
    try {
      Files.createDirectories(path);
      FileChannel channel = FileChannel.open(
          path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw new LedgerException.Permanent(
            LedgerErrorCode.IN_USE, "the ledger directory " + path + " is open in another ledger");
      }
      return new LedgerDirectory(path, channel);
    } catch (IOException e) {
      throw FileErrors.opening(path, e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // this same process holds it
    }
  }

  Path journalFile() {
    return path.resolve("journal");
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
    try {
      lock.close();
    } catch (IOException e) {
      throw FileErrors.writing(path, e);
    }
  }
}
