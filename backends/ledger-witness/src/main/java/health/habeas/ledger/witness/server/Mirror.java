// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.file.PublishedLog;
import health.habeas.ledger.internal.file.TileDirectory;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TilePath;
import health.habeas.ledger.proof.TiledTree;
import health.habeas.ledger.proof.TrustPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of a log that grows with it.
 *
 * <p>Guarantee: a file is written only after it was shown to follow from a head that the policy accepts and that extends the
 * head before; the head comes last. So whatever is served is verified, and a crash leaves at most tiles of a head that is not
 * shown yet. What a turn that was cut off left is taken into the next one, if it follows from that one's head. A log that shrank or told another story leaves the copy as it was. One thread follows; any reads.
 */
final class Mirror {
  private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

  private final TrustPolicy policy;
  private final PublishedLog origin;
  private final TileDirectory files;
  private @Nullable SignedCheckpoint newest;
  private String trouble = "";

  /** Reads and verifies the head that is here. */
  Mirror(TrustPolicy policy, PublishedLog origin, TileDirectory files) {
    this.policy = policy;
    this.origin = origin;
    this.files = files;
    this.newest = files.checkpoint().map(this::verified).orElse(null);
  }

  private SignedCheckpoint verified(byte[] bytes) {
    SignedCheckpoint head = SignedCheckpoint.parse(bytes);
    policy.verify(head);
    return head;
  }

  /** Goes on to the origin's newest head; says how many entries are here now. */
  long follow() {
    try {
      Optional<SignedCheckpoint> shown = origin.checkpoint().map(this::verified);
      if (shown.isPresent()) {
        advance(shown.get());
      }
      trouble = "";
      return size();
    } catch (LedgerException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(trouble)) { // once, not every time
        LOG.warn("the mirror stays where it is: {}", message);
      }
      trouble = message;
      throw e;
    }
  }

  private void advance(SignedCheckpoint shown) {
    Checkpoint head = shown.claimed();
    if (newest != null && shown.toString().equals(newest.toString())) {
      return;
    }
    requireNotSmaller(head);
    TiledTree tree = TiledTree.open(head, origin, files);
    requireExtends(tree);
    TilePath.added(size(), head.size()).forEach(path -> copy(tree, path));
    files.writeCheckpoint(shown.bytes());
    TilePath.added(size(), head.size()).forEach(files::deletePartials);
    newest = shown;
  }

  private void requireNotSmaller(Checkpoint head) {
    if (newest != null && !head.origin().equals(newest.claimed().origin())) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.CHECKPOINT_UNTRUSTED,
          "this is a mirror of " + newest.claimed().origin()
              + ", and the origin shows another log");
    }
    if (head.size() < size()) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.ROLLED_BACK,
          "the log " + head.origin() + " shows " + head.size() + " entries, and this mirror has "
              + size());
    }
  }

  private void requireExtends(TiledTree tree) {
    if (newest != null && !tree.root(size()).equals(newest.claimed().root())) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.FORKED,
          "the log " + tree.head().origin() + " has another history than this mirror, which has "
              + size() + " entries under a head that it signed");
    }
  }

  // Entries come with their leaves, so that a tile of leaves is fetched once.
  private void copy(TiledTree tree, TilePath path) {
    if (path.isEntries()) {
      TilePath leaves = new TilePath(0, path.index(), path.width());
      keep(leaves, tree.tile(leaves).bytes());
      keep(path, tree.entries(path.index()).bytes());
    } else if (path.level() > 0) {
      keep(path, tree.tile(path).bytes());
    }
  }

  private void keep(TilePath path, byte[] verified) {
    boolean isHere =
        files.read(path).filter(bytes -> Arrays.equals(bytes, verified)).isPresent();
    if (isHere) {
      files.force(List.of(path)); // whoever wrote it may have been cut off before
    } else {
      files.write(path, verified);
    }
  }

  private long size() {
    return newest == null ? 0 : newest.claimed().size();
  }
}
