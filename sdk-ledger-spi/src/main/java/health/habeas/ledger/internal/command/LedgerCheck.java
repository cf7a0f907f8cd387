// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.file.JournalCheck;
import health.habeas.ledger.internal.file.TileDirectory;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.MerkleFrontier;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TreeHash;
import health.habeas.ledger.proof.TrustPolicy;
import health.habeas.ledger.proof.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A {@code file:} ledger's directory: its journal, its newest head, and the tiles that it publishes. One thread at a time. */
final class LedgerCheck implements JournalCheck.Findings {
  private static final String JOURNAL = "journal";

  private final FsckOptions options;
  private final Path directory;
  private final FsckReport report;
  private final MerkleFrontier tree = new MerkleFrontier();
  private final Optional<SignedCheckpoint> head;
  private Optional<TreeHash> root = Optional.empty();
  private long damages;

  private LedgerCheck(FsckOptions options, Path directory, FsckReport report) {
    this.options = options;
    this.directory = directory;
    this.report = report;
    this.head = head();
    atHead();
  }

  static boolean isLedger(Path place) {
    return Files.exists(place.resolve(JOURNAL));
  }

  /** Says under which head all was checked. */
  static String run(FsckOptions options, Path directory, FsckReport report) throws IOException {
    return new LedgerCheck(options, directory, report).run();
  }

  private String run() throws IOException {
    Path file = directory.resolve(JOURNAL);
    if (log().key() instanceof VerifierKey key) {
      JournalCheck.run(file, key, this);
      report.entries(tree.size());
    }
    head.ifPresent(this::compare);
    Path tiles = directory.resolve("tiles");
    if (Files.isDirectory(tiles)) {
      new LogCheck(options, new TileDirectory(tiles), report).run();
    }
    return head.map(signed -> signed.claimed().size() + " of them under the head of "
            + signed.claimed().origin())
        .orElse("under no head");
  }

  private TrustPolicy.Log log() {
    String origin = head.map(signed -> signed.claimed().origin()).orElse("");
    return options.policy().logs().stream()
        .filter(log -> log.key().name().equals(origin))
        .findFirst()
        .orElse(options.policy().logs().get(0));
  }

  private Optional<SignedCheckpoint> head() {
    Optional<byte[]> bytes = new TileDirectory(directory).checkpoint();
    try {
      Optional<SignedCheckpoint> shown = bytes.map(SignedCheckpoint::parse);
      shown.ifPresent(this::requireSigned);
      if (shown.isEmpty()) {
        report.fault("checkpoint", "missing");
      }
      return shown;
    } catch (LedgerException.Integrity e) {
      report.fault("checkpoint", e);
      return Optional.empty();
    }
  }

  // The quorum counts for what is published; the log's own copy may be ahead of its witnesses.
  private void requireSigned(SignedCheckpoint shown) {
    new TrustPolicy(options.policy().logs(), List.of(), List.of(), TrustPolicy.NO_QUORUM)
        .verify(shown);
  }

  private void compare(SignedCheckpoint signed) {
    Checkpoint claimed = signed.claimed();
    if (damages == 0 && tree.size() < claimed.size()) {
      report.fault(
          "checkpoint",
          "of " + claimed.size() + " entries, and the journal has " + tree.size()
              + ": its end is missing, or it is an older copy");
    } else if (damages == 0 && !root.equals(Optional.of(claimed.root()))) {
      report.fault(
          JOURNAL,
          "its first " + claimed.size() + " entries don't make the root that the log signed");
    }
    options.seen().map(SignedCheckpoint::parse).ifPresent(seen -> {
      long size = options.policy().verify(seen).checkpoint().size();
      if (size > tree.size()) {
        report.fault(
            JOURNAL,
            "older: it has " + tree.size() + " entries, and the log signed a head of " + size);
      }
    });
  }

  @Override
  public void damaged(long from, String what) {
    damages++;
    report.fault(JOURNAL + ", byte " + from, what);
  }

  @Override
  public void incomplete(long from) {
    report.note(
        JOURNAL + ", byte " + from + ": a record that is incomplete, and was never acknowledged");
  }

  @Override
  public void entry(byte[] entry) {
    tree.add(TreeHash.leaf(entry));
    atHead();
  }

  private void atHead() {
    if (head.isPresent() && head.get().claimed().size() == tree.size()) {
      root = Optional.of(tree.root());
    }
  }
}
