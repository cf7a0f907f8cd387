// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.file.PublishedLog;
import health.habeas.ledger.internal.file.TileDirectory;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.EntryBundle;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TilePath;
import health.habeas.ledger.proof.TiledTree;
import health.habeas.ledger.proof.TreeHash;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A published log as a whole: its head, everything under it, and what else lies there. One thread at a time. */
final class LogCheck {
  private static final String CHECKPOINT = "checkpoint";

  private final FsckOptions options;
  private final PublishedLog log;
  private final FsckReport report;
  private final Optional<Extension> extension;

  /**
   * A check of a log.
   *
   * @param extension what it must extend; empty if something else that it is part of is held against that
   */
  LogCheck(
      FsckOptions options, PublishedLog log, Optional<Extension> extension, FsckReport report) {
    this.options = options;
    this.log = log;
    this.extension = extension;
    this.report = report;
  }

  /** Says under which head all was checked. */
  String run() {
    Optional<byte[]> bytes = log.checkpoint();
    if (bytes.isEmpty()) {
      report.fault(CHECKPOINT, "missing, so that nothing can be checked");
      return "under no head";
    }
    SignedCheckpoint shown;
    try {
      shown = SignedCheckpoint.parse(bytes.get());
    } catch (LedgerException.Integrity e) {
      report.fault(CHECKPOINT, e);
      return "under no head";
    }
    Checkpoint head = shown.claimed();
    boolean isSigned = isSigned(shown);
    TreeCheck check = new TreeCheck(head, new CheckedFiles(log, options.minimum(), report), report);
    check.run(isSigned);
    Optional<TiledTree> tree = tree(head);
    extension
        .filter(kept -> isSigned)
        .ifPresent(kept ->
            kept.check(CHECKPOINT, head.size(), Optional.of(shown), new Published(head, tree)));
    if (check.states() > 0) {
      tree.filter(whole -> check.isWhole())
          .ifPresentOrElse(
              this::states,
              () -> report.note("its states of the log's maps can't be"
                  + " replayed, since not every entry is there and sound"));
    }
    if (log instanceof TileDirectory directory) {
      beside(directory, head, tree);
    }
    return "under the head of " + head.size() + " entries of " + head.origin();
  }

  // A head that is not to be believed is told. If the log signed it, what lies there is held
  // against
  // it all the same; if not, it may be of any size and of any log, and keeps nobody busy.
  private boolean isSigned(SignedCheckpoint shown) {
    try {
      options.policy().verify(shown);
      return true;
    } catch (LedgerException.Integrity e) {
      report.fault(CHECKPOINT, e);
    }
    try {
      options.requireSigned(shown);
      report.note("what follows is held against the head as it is");
      return true;
    } catch (LedgerException.Integrity e) {
      report.note("only the tiles that the head's root is made of are held against it,"
          + " since the log did not sign it as a head of " + shown.claimed().origin());
      return false;
    }
  }

  private Optional<TiledTree> tree(Checkpoint head) {
    try {
      return Optional.of(TiledTree.open(head, log));
    } catch (LedgerException e) {
      return Optional.empty(); // told already
    }
  }

  /** The tree under a head; without tiles, the head alone. */
  private record Published(Checkpoint head, Optional<TiledTree> tree) implements Extension.History {
    @Override
    public TreeHash root(long size) {
      return size == head.size() ? head.root() : tiles().root(size);
    }

    @Override
    public ConsistencyProof consistency(long from, long to) {
      return from == to ? new ConsistencyProof(from, to, List.of()) : tiles().consistency(from, to);
    }

    private TiledTree tiles() {
      return tree.orElseThrow(() -> new LedgerException.Permanent(
          LedgerErrorCode.TILE_MISSING, "the tiles at the edge of the tree are not sound"));
    }
  }

  private void states(TiledTree tree) {
    StateCheck states = new StateCheck(options, tree.head().origin(), report);
    try {
      for (long bundle = 0; bundle * TilePath.FULL < tree.head().size(); bundle++) {
        EntryBundle entries = tree.entries(bundle);
        for (int place = 0; place < entries.size(); place++) {
          states.accept(entries.entry(place));
        }
      }
    } catch (LedgerException e) {
      report.fault("states of the log's maps", e);
    }
    states.end();
  }

  /** Tiles of earlier sizes, and files that are none. */
  private void beside(TileDirectory directory, Checkpoint head, Optional<TiledTree> tree) {
    try {
      directory.eachFile(file -> file(file, head, tree));
    } catch (LedgerException e) {
      report.fault("what else lies there", e);
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
    } catch (LedgerException.Permanent e) {
      report.note(path + " can't be compared, for what is missing");
    } catch (LedgerException e) {
      report.fault(FsckReport.place(path), e);
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
