// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.file.PublishedLog;
import health.habeas.ledger.internal.file.TileDirectory;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.EntryBundle;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TilePath;
import health.habeas.ledger.proof.TiledTree;
import java.util.Arrays;
import java.util.Optional;

/** A published log as a whole: its head, everything under it, and what else lies there. One thread at a time. */
final class LogCheck {
  private static final String CHECKPOINT = "checkpoint";

  private final FsckOptions options;
  private final PublishedLog log;
  private final FsckReport report;

  LogCheck(FsckOptions options, PublishedLog log, FsckReport report) {
    this.options = options;
    this.log = log;
    this.report = report;
  }

  /** Says under which head all was checked. */
  String run() {
    Optional<byte[]> bytes = log.checkpoint();
    if (bytes.isEmpty()) {
      report.fault(CHECKPOINT, "missing, so that nothing can be checked");
      return "under no head";
    }
    Checkpoint head;
    try {
      head = head(SignedCheckpoint.parse(bytes.get()));
    } catch (LedgerException.Integrity e) {
      report.fault(CHECKPOINT, e);
      return "under no head";
    }
    new TreeCheck(head, log, options.minimum(), report).run();
    beside(head);
    return "under the head of " + head.size() + " entries of " + head.origin();
  }

  // A head that is not to be believed is told, and what lies there is held against it all the same.
  private Checkpoint head(SignedCheckpoint shown) {
    Checkpoint head = shown.claimed();
    try {
      options.policy().verify(shown);
    } catch (LedgerException.Integrity e) {
      report.fault(CHECKPOINT, e);
      report.note("what follows is held against the head as it is");
    }
    return head;
  }

  /** A head from elsewhere, tiles of earlier sizes, and files that are none. */
  private void beside(Checkpoint head) {
    Optional<TiledTree> tree = tree(head);
    options.seen().ifPresent(seen -> seen(SignedCheckpoint.parse(seen), head, tree));
    if (log instanceof TileDirectory directory) {
      directory.eachFile(file -> file(file, head, tree));
    }
  }

  private Optional<TiledTree> tree(Checkpoint head) {
    try {
      return Optional.of(TiledTree.open(head, log));
    } catch (LedgerException.Integrity | LedgerException.Permanent e) {
      return Optional.empty(); // told already
    }
  }

  private void seen(SignedCheckpoint seen, Checkpoint head, Optional<TiledTree> tree) {
    Checkpoint other = options.policy().verify(seen).checkpoint();
    if (other.size() > head.size()) {
      report.fault(
          CHECKPOINT,
          "older: it has " + head.size() + " entries, and the log signed one of " + other.size());
      return;
    }
    try {
      if (tree.isPresent() && !tree.get().root(other.size()).equals(other.root())) {
        report.fault(
            CHECKPOINT,
            "another history than under the head of " + other.size() + " that was seen");
      }
    } catch (LedgerException.Integrity | LedgerException.Permanent e) {
      report.note("the head that was seen can't be compared, for the faults above");
    }
  }

  private void file(String name, Checkpoint head, Optional<TiledTree> tree) {
    TilePath path;
    try {
      path = TilePath.parse(name);
    } catch (LedgerException.Integrity e) {
      if (!name.equals(CHECKPOINT)) {
        report.note(name + " is no file of the layout");
      }
      return;
    }
    int shift = Math.max(path.level(), 0) * 8;
    long there = head.size() >> shift;
    long end = path.index() * TilePath.FULL + path.width();
    if (end > there) {
      report.fault(path, "beyond the checkpoint, which is older or was cut off while the log grew");
    } else if (path.isPartial() && end < there) {
      earlier(path, tree);
    }
  }

  private void earlier(TilePath path, Optional<TiledTree> tree) {
    try {
      Optional<byte[]> stored = log.read(path);
      if (tree.isPresent() && stored.isPresent() && !isSound(path, stored.get(), tree.get())) {
        report.fault(path, "altered: not what the tree was at that size");
      }
    } catch (LedgerException.Integrity e) {
      report.fault(FsckReport.place(path), e);
    } catch (LedgerException.Permanent e) {
      report.note(path + " can't be compared, for what is missing");
    }
  }

  private static boolean isSound(TilePath path, byte[] stored, TiledTree tree) {
    if (!path.isEntries()) {
      return Arrays.equals(stored, tree.tile(path).bytes());
    }
    EntryBundle whole = tree.entries(path.index());
    EntryBundle part = EntryBundle.parse(path, stored);
    for (int place = 0; place < part.size(); place++) {
      if (!part.leaf(place).equals(whole.leaf(place))) {
        return false;
      }
    }
    return true;
  }
}
